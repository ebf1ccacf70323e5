{{/* Rules of NetworkPolicies. */}}

{{/* dict "root" $ "to" "nats": to the peers and ports of values.networkPolicy.nats */}}
{{- define "pqc-audit.egress" -}}
{{- $edge := get .root.Values.networkPolicy .to -}}
- ports:
    {{- range $edge.ports }}
    - {port: {{ . }}, protocol: TCP}
    {{- if eq $.to "dns" }}
    - {port: {{ . }}, protocol: UDP}
    {{- end }}
    {{- end }}
  {{- with $edge.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* dict "root" $ "component" "aggregator" "number" 9090: to pods of this release */}}
{{- define "pqc-audit.egressPods" -}}
- ports:
    - {port: {{ .number }}, protocol: TCP}
  to:
    - podSelector:
        matchLabels:
          {{- include "pqc-audit.selectorLabels" . | nindent 10 }}
{{- end -}}

{{/* dict "root" $ "components" (list …) "number" 9090: from pods of this release */}}
{{- define "pqc-audit.ingressPods" -}}
{{- $root := .root -}}
- ports:
    - {port: {{ .number }}, protocol: TCP}
  from:
    {{- range .components }}
    - podSelector:
        matchLabels:
          {{- include "pqc-audit.selectorLabels" (dict "root" $root "component" .) | nindent 10 }}
    {{- end }}
{{- end -}}

{{/* dict "root" $ "from" "prometheus" "number" 8081: from the peers of values.networkPolicy.prometheus */}}
{{- define "pqc-audit.ingress" -}}
- ports:
    - {port: {{ .number }}, protocol: TCP}
  {{- with get .root.Values.networkPolicy .from }}
  from:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Who uses the API: people and programs, Prometheus, and what of this release is a user of it. */}}
{{- define "pqc-audit.ingressApi" -}}
{{- include "pqc-audit.ingress" (dict "root" . "from" "users" "number" 8080) }}
{{ include "pqc-audit.ingress" (dict "root" . "from" "prometheus" "number" 8080) }}
{{- $users := list -}}
{{- range .Values.schedules.list }}{{ $users = append $users (ternary "schedule" "discovery" (hasKey . "repository")) | uniq }}{{ end -}}
{{- if .Values.canary.enabled }}{{ $users = concat $users (list "canary" "canary-test") }}{{ end -}}
{{- with $users }}
{{ include "pqc-audit.ingressPods" (dict "root" $ "components" . "number" 8080) }}
{{- end }}
{{- end -}}

{{/* Of what fetches repositories: git servers, of which the canary is one. */}}
{{- define "pqc-audit.egressGit" -}}
{{- include "pqc-audit.egress" (dict "root" . "to" "git") }}
{{- if .Values.canary.enabled }}
{{- range list "canary" "canary-test" }}
{{ include "pqc-audit.egressPods" (dict "root" $ "component" . "number" 8090) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Of every component: names, and traces where they go somewhere. */}}
{{- define "pqc-audit.egressAll" -}}
{{- include "pqc-audit.egress" (dict "root" . "to" "dns") }}
{{- if dig "telemetry" "otlp_endpoint" "" .Values.config }}
{{ include "pqc-audit.egress" (dict "root" . "to" "otlp") }}
{{- end }}
{{- end -}}

{{/* Of what has the API, where there is something to ask or to tell. */}}
{{- define "pqc-audit.egressFront" -}}
{{- if .Values.webhooks.existingSecret }}
{{ include "pqc-audit.egress" (dict "root" . "to" "webhooks") }}
{{- end }}
{{- if dig "oidc" "issuer" "" .Values.config }}
{{ include "pqc-audit.egress" (dict "root" . "to" "identityProvider") }}
{{- end }}
{{- end -}}

{{/* "hook": annotations, where it is an object of a hook */}}
{{- define "pqc-audit.networkPolicyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
  {{- with .hook }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  podSelector:
    matchLabels:
      {{- include "pqc-audit.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
{{- end -}}
