{{/* Objects that every component has one of. All take dict "root" $ "component" "worker". */}}

{{- define "pqc-audit.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
data:
  config.yaml: |
    {{- include "pqc-audit.config" . | nindent 4 }}
{{- end -}}

{{/* "hook": annotations, where it is an object of a hook */}}
{{- define "pqc-audit.serviceAccount" -}}
{{- $account := (fromYaml (include "pqc-audit.settings" .)).serviceAccount -}}
{{- if $account.create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
  {{- with merge (deepCopy (default dict .hook)) $account.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}
{{- end -}}

{{- define "pqc-audit.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ (get .root.Values .component).maxUnavailable }}
  # A pod that is not ready keeps no node from being emptied.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "pqc-audit.selectorLabels" . | nindent 6 }}
{{- end -}}

{{/* "metric", "what" (of the component's autoscaling) */}}
{{- define "pqc-audit.autoscaler" -}}
{{- $name := printf "%s-%s" (include "pqc-audit.fullname" .root) .component -}}
{{- $all := .root.Values.autoscaling -}}
{{- $own := (get .root.Values .component).autoscaling -}}
{{- if lt (int $own.maxReplicas) (int $own.minReplicas) }}{{ fail (printf "%s.autoscaling.maxReplicas (%v) is below minReplicas (%v)" .component $own.maxReplicas $own.minReplicas) }}{{ end -}}
{{- if eq $all.provider "hpa" -}}
{{- if lt (int $own.minReplicas) 1 }}{{ fail (printf "%s.autoscaling.minReplicas 0 needs autoscaling.provider keda" .component) }}{{ end -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ $name }}}
  minReplicas: {{ $own.minReplicas }}
  maxReplicas: {{ $own.maxReplicas }}
  metrics:
    - type: External
      external:
        metric:
          name: {{ .metric }}
          selector:
            matchLabels:
              {{- toYaml (default (dict "namespace" .root.Release.Namespace) $all.hpa.selector) | nindent 14 }}
        target: {type: AverageValue, averageValue: {{ $own.target | quote }}}
  behavior:
    {{- include "pqc-audit.behavior" $all | nindent 4 }}
{{- else -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "pqc-audit.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ $name }}}
  minReplicaCount: {{ $own.minReplicas }}
  maxReplicaCount: {{ $own.maxReplicas }}
  pollingInterval: {{ $all.keda.pollingInterval }}
  cooldownPeriod: {{ $all.keda.cooldownPeriod }}
  triggers:
    - type: prometheus
      metricType: AverageValue
      metadata:
        serverAddress: {{ required "autoscaling.keda.serverAddress: KEDA asks Prometheus for the depth; say where it is" $all.keda.serverAddress }}
        query: max({{ .metric }}{namespace="{{ .root.Release.Namespace }}"})
        threshold: {{ $own.target | quote }}
        activationThreshold: "0"
        # No answer is not an empty queue.
        ignoreNullValues: "false"
      {{- with $all.keda.authenticationRef }}
      authenticationRef: {name: {{ . }}}
      {{- end }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- include "pqc-audit.behavior" $all | nindent 8 }}
{{- end -}}
{{- end -}}

{{/* Up at once, to twice as many or ten more; down slowly: what goes gives back what it holds. */}}
{{- define "pqc-audit.behavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - {type: Percent, value: 100, periodSeconds: 15}
    - {type: Pods, value: 10, periodSeconds: 15}
scaleDown:
  stabilizationWindowSeconds: {{ .scaleDownStabilizationSeconds }}
  policies:
    - {type: Percent, value: {{ .scaleDownPercent }}, periodSeconds: 60}
{{- end -}}
