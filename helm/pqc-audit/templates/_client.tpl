{{/* Pods that use the API: schedules and the canary. dict "root" $ "component" "canary" */}}

{{- define "pqc-audit.canaryContainer" -}}
{{- $host := printf "%s-%s" (include "pqc-audit.fullname" .root) .component -}}
- name: canary
  {{- include "pqc-audit.container" . | nindent 2 }}
  args:
    - canary
    - --server={{ include "pqc-audit.apiUrl" .root }}
    - --token-file=/run/secrets/pqc-audit/token/token
    - --listen=0.0.0.0:8090
    - --advertise=http://{{ $host }}:8090
    {{- if .interval }}
    - --interval={{ .interval }}
    - --metrics=0.0.0.0:8081
    {{- end }}
  {{- include "pqc-audit.environment" (merge (dict "env" (dict "PQC_AUDIT_PERFORMANCE_MAX_WORKERS" "1")) .) | nindent 2 }}
  ports:
    - {name: git, containerPort: 8090}
    {{- if .interval }}
    - {name: health, containerPort: 8081}
    {{- end }}
  resources:
    {{- toYaml .root.Values.canary.resources | nindent 4 }}
  {{- if .interval }}
  startupProbe:
    httpGet: {path: /healthz, port: health}
    periodSeconds: 5
    failureThreshold: 24
  livenessProbe:
    httpGet: {path: /healthz, port: health}
    periodSeconds: 30
    failureThreshold: 4
  {{- end }}
  volumeMounts:
    {{- include "pqc-audit.mounts" . | nindent 4 }}
{{- end -}}

{{- define "pqc-audit.canaryService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
spec:
  selector:
    {{- include "pqc-audit.selectorLabels" . | nindent 4 }}
  # It answers before it is ready, and is asked while it waits.
  publishNotReadyAddresses: true
  ports:
    - {name: git, port: 8090, targetPort: git}
{{- end -}}

{{- define "pqc-audit.canaryNetworkPolicy" -}}
{{ include "pqc-audit.networkPolicyHead" . }}
  ingress:
    {{- include "pqc-audit.ingressPods" (dict "root" .root "components" (list (ternary "embedded" "coordinator" (eq .root.Values.mode "embedded"))) "number" 8090) | nindent 4 }}
    {{- if .interval }}
    {{- include "pqc-audit.ingress" (dict "root" .root "from" "prometheus" "number" 8081) | nindent 4 }}
    {{- end }}
  egress:
    {{- include "pqc-audit.egressPods" (dict "root" .root "component" (include "pqc-audit.front" .root) "number" 8080) | nindent 4 }}
    {{- include "pqc-audit.egress" (dict "root" .root "to" "dns") | nindent 4 }}
{{- end -}}
