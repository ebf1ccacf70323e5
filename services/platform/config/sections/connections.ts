/** The network edges of the cluster: queue, objects, database, RPC. The command needs none of them. */
import { boolean, integer, list, text } from "../key.ts";

export const nats = {
  servers: list("NATS servers of the work queue.", { default: ["nats://127.0.0.1:4222"], unit: "URL" }),
  replicas: integer("Copies of the stream; 3 in a NATS cluster.", {
    default: 1,
    minimum: 1,
    maximum: 5,
    unit: "replicas",
  }),
  token_file: text("File with the token to connect with; empty for none.", { default: "", unit: "file" }),
  credentials_file: text("NATS credentials file (JWT and seed); empty for none.", { default: "", unit: "file" }),
  user: text("User to connect as, of deploy/nats/server.conf for instance; with password_file.", {
    default: "",
    unit: "name",
  }),
  password_file: text("File with the password of user; read again at every connection.", { default: "", unit: "file" }),
  inbox_prefix: text(
    "Subjects that answers to this service come below, _INBOX.worker for instance, so that its user alone may listen " +
      "there; empty for _INBOX, followed by user where one is set.",
    { default: "", unit: "subject" },
  ),
  ca_file: text("Certificate authority of the servers, which then must offer TLS; empty for no TLS.", {
    default: "",
    unit: "file",
  }),
  certificate_file: text("Certificate to show to the servers where they ask for one; with key_file.", {
    default: "",
    unit: "file",
  }),
  key_file: text("Private key of certificate_file.", { default: "", unit: "file" }),
};

export const s3 = {
  endpoint: text("Endpoint of an S3-compatible server; empty for AWS.", { default: "", unit: "URL" }),
  region: text("Region of the bucket.", { default: "us-east-1", unit: "name" }),
  bucket: text("Bucket of packs and reports; it must exist.", {
    default: "pqc-audit",
    unit: "name",
  }),
  prefix: text("Put before every key, to share a bucket.", { default: "", unit: "text" }),
  path_style: boolean("Address the bucket in the path, as most servers other than AWS want it.", { default: true }),
  access_key_id: text("Access key; empty for the environment's own (AWS_*, instance role).", {
    default: "",
    unit: "name",
  }),
  access_key_id_file: text("File with the access key, in place of access_key_id where keys are replaced in pairs.", {
    default: "",
    unit: "file",
  }),
  secret_access_key_file: text("File with the secret access key; goes with access_key_id or access_key_id_file.", {
    default: "",
    unit: "file",
  }),
  session_token_file: text("File with the session token of keys that expire; all three are read at every request.", {
    default: "",
    unit: "file",
  }),
};

export const database = {
  url: text("postgres://user@host/database; empty for SQLite below embedded.data_dir.", { default: "", unit: "URL" }),
  password_file: text(
    "File with the password of the user in url, read again at every connection; empty where none is asked.",
    { default: "", unit: "file" },
  ),
};

export const grpc = {
  listen: text("Where the aggregator answers coordinators and workers.", {
    default: "127.0.0.1:9090",
    unit: "host:port",
  }),
  aggregator: text("Where coordinators and workers find the aggregator.", {
    default: "127.0.0.1:9090",
    unit: "host:port",
  }),
  ca_file: text("Certificate authority that both sides must be signed by; empty for no TLS.", {
    default: "",
    unit: "file",
  }),
  certificate_file: text("This process's certificate; with ca_file and key_file.", { default: "", unit: "file" }),
  key_file: text("This process's private key; with ca_file and certificate_file.", { default: "", unit: "file" }),
  coordinator_names: list("Certificate names (common name or DNS name) that may use the ledger, once ca_file is set.", {
    default: ["coordinator"],
    unit: "name",
  }),
  worker_names: list("Certificate names that may hand in results, once ca_file is set.", {
    default: ["worker"],
    unit: "name",
  }),
};
