{{/*
The configuration file of a component: the sections it reads of values.config, and what follows from the other values.
dict "root" $ "component" "worker"
*/}}
{{- define "pqc-audit.config" -}}
{{- $values := .root.Values -}}
{{- $name := include "pqc-audit.fullname" .root -}}
{{- $component := .component -}}
{{- $settings := get $values $component -}}
{{- $front := has $component (list "embedded" "aggregator") -}}
{{- $fetches := has $component (list "embedded" "coordinator") -}}
{{- $scans := has $component (list "embedded" "worker") -}}
{{- $sections := list "performance" "distribution" "health" "log" "telemetry" -}}
{{- if $front }}{{ $sections = concat $sections (list "retention" "policy" "http" "oidc" "sources" "archives" "webhooks") }}{{ end -}}
{{- if $fetches }}{{ $sections = concat $sections (list "policy" "sources" "archives") }}{{ end -}}
{{- $config := dict -}}
{{- range $section := $sections }}{{ with get $values.config $section }}{{ $_ := set $config $section (deepCopy .) }}{{ end }}{{ end -}}
{{- range $section := list "performance" "distribution" "health" "http" "sources" "webhooks" -}}
{{- if not (hasKey $config $section) }}{{ $_ := set $config $section dict }}{{ end -}}
{{- end -}}
{{- $_ := set $config.health "grace_seconds" $settings.graceSeconds -}}
{{- if not $front }}{{ $_ := set $config.health "listen" "0.0.0.0:8081" }}{{ end -}}
{{- if $scans -}}
{{- $_ := set $config.performance "max_workers" $settings.threads -}}
{{- $_ := set $config.performance "max_memory_mb" $settings.maxMemoryMb -}}
{{- end -}}
{{- if $front -}}
{{- $_ := set $config.http "listen" "0.0.0.0:8080" -}}
{{- if $values.api.tokens.existingSecret }}{{ $_ := set $config.http "tokens_file" (printf "/run/secrets/pqc-audit/api/%s" $values.api.tokens.key) }}{{ end -}}
{{- end -}}
{{- if and $front $values.webhooks.existingSecret }}{{ $_ := set $config.webhooks "key_file" "/run/secrets/pqc-audit/webhooks/key" }}{{ end -}}
{{- if and (or $front $fetches) $values.canary.enabled -}}
{{- $hosts := list (printf "%s-canary-test" $name) (printf "%s-canary" $name) -}}
{{- $_ := set $config.sources "internal_hosts" (concat (default list $config.sources.internal_hosts) $hosts) -}}
{{- end -}}
{{- if and $fetches $values.git.existingSecret -}}
{{- $_ := set $config.sources "credentials_dir" "/run/secrets/pqc-audit/git" -}}
{{- with $values.git.knownHostsKey }}{{ $_ := set $config.sources "known_hosts_file" (printf "/run/secrets/pqc-audit/git/%s" .) }}{{ end -}}
{{- with $values.git.caKey }}{{ $_ := set $config.sources "ca_file" (printf "/run/secrets/pqc-audit/git/%s" .) }}{{ end -}}
{{- end -}}
{{- if eq $component "embedded" -}}
{{- $_ := set $config "embedded" (dict "data_dir" "/var/lib/pqc-audit") -}}
{{- else -}}
{{- $_ := set $config "grpc" (fromYaml (include "pqc-audit.grpcConfig" .)) -}}
{{- end -}}
{{- if eq $component "aggregator" -}}
{{- $database := dict "url" (required "database.url: mode cluster keeps its ledger in PostgreSQL" $values.database.url) -}}
{{- if $values.database.existingSecret }}{{ $_ := set $database "password_file" "/run/secrets/pqc-audit/database/password" }}{{ end -}}
{{- $_ := set $config "database" $database -}}
{{- end -}}
{{- if has $component (list "coordinator" "worker") -}}
{{- $_ := set $config "nats" (fromYaml (include "pqc-audit.natsConfig" .)) -}}
{{- end -}}
{{- if has $component (list "aggregator" "coordinator" "worker") -}}
{{- $_ := set $config "s3" (fromYaml (include "pqc-audit.s3Config" .)) -}}
{{- end -}}
{{- if and (eq $component "coordinator") (not (hasKey $config.distribution "publish_window")) -}}
{{- /* A worker holds four units at most; twice that, so that none waits for the next look at the ledger. */ -}}
{{- $workers := ternary $values.worker.replicas $values.worker.autoscaling.maxReplicas (eq $values.autoscaling.provider "none") -}}
{{- $_ := set $config.distribution "publish_window" (min 50000 (max 128 (mul 8 $workers))) -}}
{{- end -}}
{{- range $section := list "performance" "distribution" "http" "sources" "webhooks" -}}
{{- if not (get $config $section) }}{{ $_ := unset $config $section }}{{ end -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{- define "pqc-audit.grpcConfig" -}}
{{- $tls := .root.Values.grpc.tls -}}
{{- if eq .component "aggregator" }}
listen: 0.0.0.0:9090
{{- else }}
aggregator: {{ include "pqc-audit.fullname" .root }}-aggregator-grpc.{{ .root.Release.Namespace }}.svc:9090
{{- end }}
{{- if $tls.enabled }}
ca_file: /run/secrets/pqc-audit/grpc/ca.crt
certificate_file: /run/secrets/pqc-audit/grpc/tls.crt
key_file: /run/secrets/pqc-audit/grpc/tls.key
{{- if eq .component "aggregator" }}
coordinator_names: {{ toJson $tls.coordinatorNames }}
worker_names: {{ toJson $tls.workerNames }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "pqc-audit.natsConfig" -}}
{{- $nats := .root.Values.nats -}}
{{- $auth := get $nats.auth .component -}}
{{- if not $nats.servers }}{{ fail "nats.servers: mode cluster hands units out through NATS; name its servers" }}{{ end }}
servers: {{ toJson $nats.servers }}
replicas: {{ $nats.replicas }}
{{- with $nats.tls.caSecret }}
ca_file: /run/secrets/pqc-audit/nats-ca/ca.crt
{{- end }}
{{- with $nats.tls.clientSecret }}
certificate_file: /run/secrets/pqc-audit/nats-client/tls.crt
key_file: /run/secrets/pqc-audit/nats-client/tls.key
{{- end }}
{{- if eq $nats.auth.method "token" }}
token_file: /run/secrets/pqc-audit/nats/token
{{- else if eq $nats.auth.method "user" }}
user: {{ $auth.user }}
password_file: /run/secrets/pqc-audit/nats/password
{{- else if eq $nats.auth.method "credentials" }}
credentials_file: /run/secrets/pqc-audit/nats/nats.creds
{{- with $auth.inboxPrefix }}
inbox_prefix: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Whether a component uses the store itself: the aggregator only for archives that are sent to it. */}}
{{- define "pqc-audit.usesStore" -}}
{{- if or (has .component (list "coordinator" "worker")) (and (eq .component "aggregator") (gt (int (dig "archives" "max_upload_mb" 1024 .root.Values.config)) 0)) }}yes{{ end -}}
{{- end -}}

{{- define "pqc-audit.s3Config" -}}
{{- $s3 := .root.Values.s3 }}
endpoint: {{ $s3.endpoint | quote }}
region: {{ $s3.region }}
bucket: {{ required "s3.bucket: mode cluster keeps packs in a bucket; name one that exists" $s3.bucket }}
prefix: {{ $s3.prefix | quote }}
path_style: {{ $s3.pathStyle }}
{{- if and $s3.existingSecret (include "pqc-audit.usesStore" .) }}
access_key_id_file: /run/secrets/pqc-audit/s3/access-key-id
secret_access_key_file: /run/secrets/pqc-audit/s3/secret-access-key
{{- if $s3.sessionToken }}
session_token_file: /run/secrets/pqc-audit/s3/session-token
{{- end }}
{{- end }}
{{- end -}}

{{/* Secrets of a component by the folder below /run/secrets/pqc-audit that they are mounted as. A replaced secret is read again there. */}}
{{- define "pqc-audit.secrets" -}}
{{- $values := .root.Values -}}
{{- $secrets := dict -}}
{{- if has .component (list "embedded" "aggregator") -}}
{{- with $values.api.tokens.existingSecret }}{{ $_ := set $secrets "api" . }}{{ end -}}
{{- with $values.webhooks.existingSecret }}{{ $_ := set $secrets "webhooks" . }}{{ end -}}
{{- end -}}
{{- if has .component (list "embedded" "coordinator" "discovery") -}}
{{- with $values.git.existingSecret }}{{ $_ := set $secrets "git" . }}{{ end -}}
{{- end -}}
{{- if has .component (list "aggregator" "migration") -}}
{{- with $values.database.existingSecret }}{{ $_ := set $secrets "database" . }}{{ end -}}
{{- end -}}
{{- if and (has .component (list "aggregator" "coordinator" "worker")) $values.grpc.tls.enabled -}}
{{- $key := printf "%sSecret" .component -}}
{{- $_ := set $secrets "grpc" (required (printf "grpc.tls.%s: a secret with ca.crt, tls.crt and tls.key, or grpc.tls.enabled: false and every pod that reaches the port is trusted" $key) (get $values.grpc.tls $key)) -}}
{{- end -}}
{{- if include "pqc-audit.usesStore" . -}}
{{- with $values.s3.existingSecret }}{{ $_ := set $secrets "s3" . }}{{ end -}}
{{- end -}}
{{- if has .component (list "coordinator" "worker") -}}
{{- with $values.nats.tls.caSecret }}{{ $_ := set $secrets "nats-ca" . }}{{ end -}}
{{- with $values.nats.tls.clientSecret }}{{ $_ := set $secrets "nats-client" . }}{{ end -}}
{{- if ne $values.nats.auth.method "none" -}}
{{- $auth := get $values.nats.auth .component -}}
{{- $_ := set $secrets "nats" (required (printf "nats.auth.%s.existingSecret: method %s needs one" .component $values.nats.auth.method) $auth.existingSecret) -}}
{{- end -}}
{{- end -}}
{{- if has .component (list "canary" "canary-test") -}}
{{- $_ := set $secrets "token" (required "canary.existingSecret: the canary needs a token of the API" $values.canary.existingSecret) -}}
{{- end -}}
{{- if has .component (list "schedule" "discovery") -}}
{{- $_ := set $secrets "token" (required "schedules.existingSecret: schedules need a token of the API" $values.schedules.existingSecret) -}}
{{- end -}}
{{- toYaml $secrets -}}
{{- end -}}
