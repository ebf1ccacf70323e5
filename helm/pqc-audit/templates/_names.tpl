{{- define "pqc-audit.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Of everything; components add a word. 40 characters leave room for those, and for what CronJobs and StatefulSets add. */}}
{{- define "pqc-audit.fullname" -}}
{{- $name := include "pqc-audit.name" . -}}
{{- $both := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $both .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* dict "root" $ "component" "worker" */}}
{{- define "pqc-audit.selectorLabels" -}}
app.kubernetes.io/name: {{ include "pqc-audit.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "pqc-audit.labels" -}}
{{ include "pqc-audit.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: pqc-audit
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Name, namespace and labels of what belongs to a component; `suffix` where it has a second of the kind. */}}
{{- define "pqc-audit.metadata" -}}
name: {{ include "pqc-audit.fullname" .root }}-{{ .component }}{{ with .suffix }}-{{ . }}{{ end }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "pqc-audit.labels" . | nindent 2 }}
{{- end -}}

{{/* The component that has the API. */}}
{{- define "pqc-audit.front" -}}
{{- ternary "embedded" "aggregator" (eq .Values.mode "embedded") -}}
{{- end -}}

{{- define "pqc-audit.apiUrl" -}}
http://{{ include "pqc-audit.fullname" . }}-{{ include "pqc-audit.front" . }}:8080
{{- end -}}

{{- define "pqc-audit.image" -}}
{{- $image := .Values.image -}}
{{- $name := required "image.repository: no image is published; build it (docker compose -f deploy/compose.yaml build), push it to a registry of yours and name it" $image.repository -}}
{{- if $image.digest }}{{ $name }}@{{ $image.digest }}{{ else }}{{ $name }}:{{ default .Chart.AppVersion $image.tag }}{{ end -}}
{{- end -}}

{{/* What `pods` says for all, and above it what the component says. Components without values of their own have `pods` alone. */}}
{{- define "pqc-audit.settings" -}}
{{- $own := dict -}}
{{- if has .component (list "embedded" "aggregator" "coordinator" "worker") -}}
{{- $own = get .root.Values .component -}}
{{- end -}}
{{- toYaml (mergeOverwrite (deepCopy .root.Values.pods) (deepCopy $own)) -}}
{{- end -}}

{{- define "pqc-audit.serviceAccountName" -}}
{{- $account := (fromYaml (include "pqc-audit.settings" .)).serviceAccount -}}
{{- if $account.create -}}
{{ include "pqc-audit.fullname" .root }}-{{ .component }}
{{- else -}}
{{ default "default" $account.name }}
{{- end -}}
{{- end -}}
