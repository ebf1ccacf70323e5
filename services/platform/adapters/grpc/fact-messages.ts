/** Facts and outcomes on the wire: `Fact` and `Outcome` of proto/results.proto. */
import type {
  ClassicalVerdict,
  Confidence,
  Fact,
  IgnoreAnnotation,
  Operation,
  Outcome,
  Primitive,
  Purpose,
  QuantumVerdict,
  SkipReason,
  Usage,
} from "@pqc-audit/scanner/fact.ts";
import { count, flag, list, name, oneOf, optional, record, text, union } from "./wire.ts";

export const skipReasons: Readonly<Record<SkipReason, true>> = {
  excluded: true,
  ignored: true,
  "too-large": true,
  binary: true,
  symlink: true,
  submodule: true,
  "special-file": true,
  "lfs-pointer": true,
  "lfs-missing": true,
  unchanged: true,
  "unsafe-path": true,
  "duplicate-path": true,
  "hard-link": true,
  encrypted: true,
  "unsupported-compression": true,
};

const primitive = oneOf<Primitive>({
  ae: true,
  "block-cipher": true,
  combiner: true,
  drbg: true,
  hash: true,
  kdf: true,
  kem: true,
  "key-agree": true,
  mac: true,
  pke: true,
  signature: true,
  "stream-cipher": true,
  xof: true,
  other: true,
  unknown: true,
});

const operation = oneOf<Operation>({
  keygen: true,
  sign: true,
  verify: true,
  encrypt: true,
  decrypt: true,
  encapsulate: true,
  decapsulate: true,
  "key-agreement": true,
  derive: true,
  digest: true,
  mac: true,
  load: true,
  handshake: true,
  unknown: true,
});

const purpose = oneOf<Purpose>({
  "key-establishment": true,
  signature: true,
  encryption: true,
  hash: true,
  mac: true,
  "key-derivation": true,
  random: true,
  protocol: true,
  unknown: true,
});

const usage = oneOf<Usage>({
  call: true,
  configuration: true,
  "key-material": true,
  certificate: true,
  dependency: true,
  definition: true,
});

const quantum = oneOf<QuantumVerdict>({
  broken: true,
  weakened: true,
  safe: true,
  hybrid: true,
  "post-quantum": true,
  unknown: true,
});

const classical = oneOf<ClassicalVerdict>({ broken: true, weak: true, ok: true });
const confidence = oneOf<Confidence>({ high: true, medium: true, low: true });

export const ignoreAnnotation = record<IgnoreAnnotation>({
  rules: list(text),
  until: optional(text),
  reason: optional(text),
});

export const fact = record<Fact>({
  ruleId: name,
  line: count,
  column: count,
  endLine: count,
  endColumn: count,
  language: name,
  algorithm: text,
  family: text,
  primitive,
  operation,
  purpose,
  keySize: optional(count),
  curve: optional(text),
  mode: optional(text),
  padding: optional(text),
  library: optional(text),
  protocol: optional(text),
  expires: optional(text),
  resolved: flag,
  usage,
  quantum,
  classical,
  confidence,
  snippet: text,
  fingerprint: name,
  ignore: optional(ignoreAnnotation),
  inTest: optional(flag),
  validFrom: optional(text),
  serialNumber: optional(text),
});

type Without<S extends Outcome["status"]> = Omit<Extract<Outcome, { status: S }>, "status">;

export const scanned = record<Without<"scanned">>({ facts: list(fact), error: optional(text) });
export const skipped = record<Without<"skipped">>({ reason: oneOf(skipReasons) });
export const failed = record<Without<"failed">>({ error: text });
export const quarantined = record<Without<"quarantined">>({ error: text });

export const outcome = union<Outcome, "status">("status", { scanned, skipped, failed, quarantined });
