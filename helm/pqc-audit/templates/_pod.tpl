{{/* Parts of pod templates. All take dict "root" $ "component" "worker". */}}

{{- define "pqc-audit.podMetadata" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
labels:
  {{- include "pqc-audit.labels" . | nindent 2 }}
  {{- with $settings.labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $annotations := deepCopy $settings.annotations -}}
{{- if .configured }}{{ $_ := set $annotations "checksum/config" (include "pqc-audit.config" . | sha256sum) }}{{ end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What is the same in the spec of every pod. */}}
{{- define "pqc-audit.podSpec" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
serviceAccountName: {{ include "pqc-audit.serviceAccountName" . }}
automountServiceAccountToken: false
# Kubernetes would set PQC_AUDIT_…_PORT for each Service, and a variable that names no key keeps the process from starting.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ $settings.securityContext.runAsUser }}
  runAsGroup: {{ $settings.securityContext.runAsGroup }}
  fsGroup: {{ $settings.securityContext.fsGroup }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $settings.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "pqc-audit.topologySpread" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
{{- $labels := include "pqc-audit.selectorLabels" . -}}
{{- with $settings.topologySpread }}
topologySpreadConstraints:
  {{- range . }}
  - {{ toYaml . | nindent 4 | trim }}
    labelSelector:
      matchLabels:
        {{- $labels | nindent 8 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "pqc-audit.container" -}}
image: {{ include "pqc-audit.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{/* Environment. MALLOC_*: glibc keeps large buffers that were freed in its heap otherwise; each component took 10 to 17 percent more without, when that was measured. One arena for all threads, as each keeps of its own what was freed there: a worker of one thread that has scanned the JDK and then Linux took 235 to 251 MiB instead of 254 to 257. */}}
{{- define "pqc-audit.environment" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
env:
  - {name: MALLOC_ARENA_MAX, value: "1"}
  - {name: MALLOC_MMAP_THRESHOLD_, value: "262144"}
  - {name: MALLOC_TRIM_THRESHOLD_, value: "524288"}
  {{- if dig "telemetry" "otlp_endpoint" "" .root.Values.config }}
  - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
  - {name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
  - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
  - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
  - {name: OTEL_RESOURCE_ATTRIBUTES, value: "k8s.pod.name=$(POD_NAME),k8s.pod.uid=$(POD_UID),k8s.namespace.name=$(NAMESPACE),k8s.node.name=$(NODE_NAME)"}
  {{- end }}
  {{- range $name, $value := .env }}
  - {name: {{ $name }}, value: {{ $value | quote }}}
  {{- end }}
  {{- with $settings.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $settings.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The container of a component that runs `serve`: "target", "port" (its name), "number". */}}
{{- define "pqc-audit.serve" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
- name: {{ .component }}
  {{- include "pqc-audit.container" . | nindent 2 }}
  args: [serve, --target={{ .target }}, --config=/etc/pqc-audit/config.yaml]
  {{- include "pqc-audit.environment" . | nindent 2 }}
  ports:
    - {name: {{ .port }}, containerPort: {{ .number }}}
    {{- if eq .component "aggregator" }}
    - {name: grpc, containerPort: 9090}
    {{- end }}
  resources:
    {{- toYaml $settings.resources | nindent 4 }}
  # The first answer comes when the process works; until then it is not asked for more.
  startupProbe:
    httpGet: {path: /healthz, port: {{ .port }}}
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: {{ max 1 (div (int $settings.startupSeconds) 5) }}
  livenessProbe:
    httpGet: {path: /healthz, port: {{ .port }}}
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  # Answers within 1.5 seconds, whatever it waits for.
  readinessProbe:
    httpGet: {path: /readyz, port: {{ .port }}}
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 2
  {{- if gt (int $settings.preStopSeconds) 0 }}
  lifecycle:
    preStop:
      sleep: {seconds: {{ $settings.preStopSeconds }}}
  {{- end }}
  volumeMounts:
    - {name: config, mountPath: /etc/pqc-audit, readOnly: true}
    {{- if eq .component "embedded" }}
    - {name: data, mountPath: /var/lib/pqc-audit}
    {{- end }}
    {{- include "pqc-audit.mounts" . | nindent 4 }}
{{- end -}}

{{/* What the process may take after SIGTERM, what it is not yet told in, and ten seconds to say goodbye. */}}
{{- define "pqc-audit.grace" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
{{- add (int $settings.graceSeconds) (int $settings.preStopSeconds) 10 -}}
{{- end -}}

{{- define "pqc-audit.mounts" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
- {name: tmp, mountPath: /tmp}
{{- range $folder, $_ := fromYaml (include "pqc-audit.secrets" .) }}
- {name: secret-{{ $folder }}, mountPath: /run/secrets/pqc-audit/{{ $folder }}, readOnly: true}
{{- end }}
{{- with $settings.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* "scratch": dict size, storageClass */}}
{{- define "pqc-audit.volumes" -}}
{{- $settings := fromYaml (include "pqc-audit.settings" .) -}}
{{- if .scratch.storageClass }}
- name: tmp
  ephemeral:
    volumeClaimTemplate:
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: {{ .scratch.storageClass }}
        resources: {requests: {storage: {{ .scratch.size }}}}
{{- else }}
- name: tmp
  emptyDir: {sizeLimit: {{ .scratch.size }}}
{{- end }}
{{- if .configured }}
- name: config
  configMap: {name: {{ include "pqc-audit.fullname" .root }}-{{ .component }}}
{{- end }}
{{- range $folder, $secret := fromYaml (include "pqc-audit.secrets" .) }}
- name: secret-{{ $folder }}
  secret: {secretName: {{ $secret }}, defaultMode: 0440}
{{- end }}
{{- with $settings.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
