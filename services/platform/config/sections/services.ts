/** What the running services offer and how they behave: API, sources, health, logs, traces. */
import { boolean, choice, integer, list, number, text } from "../key.ts";

export const http = {
  listen: text("Where the aggregator serves the HTTP API.", { default: "127.0.0.1:8080", unit: "host:port" }),
  tokens_file: text(
    "File of the tokens that may use the API, one a line: `sha256:<hex> role=viewer repositories=https://git.example/team/* name=dashboard` (SECURITY.md); empty leaves it open to programs of its own machine only.",
    { default: "", unit: "file" },
  ),
  rate_limit_per_minute: integer(
    "Requests of one address within a minute before it is answered 429; loopback is not limited; 0 for no limit.",
    { default: 0, minimum: 0, maximum: 1_000_000, unit: "requests" },
  ),
};

export const sources = {
  allow_hosts: list(
    "Hosts whose repositories may be scanned through the server: names, addresses, or globs such as *.example.org; empty for every host with a public address.",
    { default: [], unit: "host" },
  ),
  internal_hosts: list(
    "Hosts, as in allow_hosts and besides them, that may have private addresses and be asked over http:// although others may not: the canary's.",
    { default: [], unit: "host" },
  ),
  allow_private_addresses: boolean("Let git URLs name private, loopback and link-local addresses.", {
    default: false,
  }),
  allow_http: boolean("Let git URLs be unencrypted http://.", { default: false }),
  file_roots: list("Folders below which file:// repositories may be scanned through the server.", {
    default: [],
    unit: "folder",
  }),
  s3_buckets: list(
    "Buckets, or bucket/prefix, of the store of section s3 whose objects may be scanned as s3://bucket/prefix, never s3.bucket itself; empty for none.",
    { default: [], unit: "bucket" },
  ),
  lfs_hosts: list(
    "Hosts, as in allow_hosts, that contents behind pointers of Git LFS may come from, where a scan asks for them; a repository's own host always may.",
    { default: [], unit: "host" },
  ),
  max_repository_mb: integer("A clone that grows beyond this is stopped.", {
    default: 20_480,
    minimum: 1,
    unit: "MiB",
  }),
  timeout_seconds: integer("Longest time one git command may take.", { default: 3600, minimum: 1, unit: "seconds" }),
  credentials_dir: text(
    "Folder with the credentials of single hosts: git.example.org.token (TOKEN or USER:TOKEN, for https://) or git.example.org.app with git.example.org.app-key (a GitHub App), and git.example.org.ssh-key (private key, for ssh://); read again at each use.",
    { default: "", unit: "folder" },
  ),
  credential_hosts: list("Hosts that token_file and ssh_key_file are used for; no other host is ever sent them.", {
    default: [],
    unit: "host",
  }),
  token_file: text(
    "File with the token (or USER:TOKEN) for https:// repositories of credential_hosts; empty for none.",
    {
      default: "",
      unit: "file",
    },
  ),
  ssh_key_file: text("Private key for ssh:// repositories of credential_hosts; empty for none.", {
    default: "",
    unit: "file",
  }),
  known_hosts_file: text(
    "Host keys of ssh:// repositories, as ssh-keyscan writes them: no other host is trusted; a server asks none at all without the file.",
    { default: "", unit: "file" },
  ),
  ca_file: text(
    "PEM of the authorities to trust for https:// of git servers, their APIs and Git LFS, instead of the system's; empty for these.",
    { default: "", unit: "file" },
  ),
};

export const archives = {
  max_upload_mb: integer("Largest archive that may be sent to the server; 0: none may.", {
    default: 1024,
    minimum: 0,
    maximum: 100_000,
    unit: "MiB",
  }),
  keep_days: number("Archives that were sent are deleted after so long, when the next one comes.", {
    default: 30,
    minimum: 0.01,
    unit: "days",
  }),
  max_unpacked_mb: integer("An archive that unpacks to more is refused, and so is an s3:// prefix with more to read.", {
    default: 20_480,
    minimum: 1,
    unit: "MiB",
  }),
  max_members: integer("An archive with more members is refused, and so is an s3:// prefix with more objects.", {
    default: 1_000_000,
    minimum: 1,
    unit: "members",
  }),
  max_ratio: integer("An archive that unpacks to more than 64 MiB and so many times its size is refused.", {
    default: 200,
    minimum: 1,
    unit: "times",
  }),
};

export const webhooks = {
  key_file: text(
    "File of the key that the signing secrets and addresses of webhooks hang on, 32 characters at least, the same for every aggregator; empty for no webhooks.",
    { default: "", unit: "file" },
  ),
  allow_private_addresses: boolean("Let webhooks lead to private, loopback and link-local addresses.", {
    default: false,
  }),
  allow_http: boolean("Let webhooks be unencrypted http://.", { default: false }),
  timeout_seconds: integer("How long the receiver of a webhook may take to answer.", {
    default: 10,
    minimum: 1,
    maximum: 50,
    unit: "seconds",
  }),
};

export const embedded = {
  data_dir: text("Folder of the database and the packs of --target=all.", { default: ".pqc-audit", unit: "folder" }),
};

export const command = {
  cache_dir: text(
    "Folder in which scan keeps results for later runs; empty for pqc-audit in the user's folder for caches (XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, LOCALAPPDATA).",
    { default: "", unit: "folder" },
  ),
};

export const health = {
  listen: text("Where coordinator and worker serve /healthz, /readyz and /metrics.", {
    default: "127.0.0.1:8081",
    unit: "host:port",
  }),
  profile_listen: text(
    "Where the process, whatever its target, takes profiles of itself when asked (docs/OPERATIONS.md): an address of its own machine only, such as 127.0.0.1:8082; empty offers none. Needs profile_token_file.",
    { default: "", unit: "host:port" },
  ),
  profile_token_file: text("File of the token that whoever asks for a profile must show.", {
    default: "",
    unit: "file",
  }),
  grace_seconds: integer("After SIGTERM: time to finish what is begun before the process ends.", {
    default: 30,
    minimum: 0,
    maximum: 3600,
    unit: "seconds",
  }),
};

export const log = {
  level: choice("Lines below this level are not written.", {
    of: ["debug", "info", "warn", "error", "silent"],
    default: "info",
  }),
};

export const telemetry = {
  otlp_endpoint: text(
    "OTLP collector for traces and metrics, such as http://collector:4318; empty sends nothing. OTEL_EXPORTER_OTLP_PROTOCOL says how: http/json (the default), http/protobuf, or grpc (port 4317).",
    {
      default: "",
      unit: "URL",
    },
  ),
  sample_ratio: number("Share of scans whose traces are kept.", { default: 1, minimum: 0, maximum: 1, unit: "share" }),
  environment: text("deployment.environment.name of all that is sent; empty leaves it out.", {
    default: "",
    unit: "name",
  }),
};
