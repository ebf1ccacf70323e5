/** Every artifact format the scanner reads. Adding one: its file, and its line here. */
import type { Artifact } from "./artifact.ts";
import { cose } from "./cose.ts";
import { dnsRecords } from "./dns-records.ts";
import { javaKeystore } from "./java-keystore.ts";
import { jwk } from "./jwk.ts";
import { openpgp } from "./openpgp.ts";
import { pki } from "./pki.ts";
import { putty } from "./putty.ts";
import { settings } from "./settings/settings.ts";
import { sshPublic } from "./ssh-public.ts";

export const ARTIFACTS: readonly Artifact[] = [
  pki,
  javaKeystore,
  sshPublic,
  putty,
  openpgp,
  jwk,
  cose,
  dnsRecords,
  settings,
];
