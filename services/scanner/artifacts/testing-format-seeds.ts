/** Contents of every format that is read, to be damaged. By format, each with a name. */
import { generateKeyPairSync } from "node:crypto";
import { kindOfPath, manifestOfKind } from "../kinds.ts";
import type { Artifact } from "./artifact.ts";
import { cose } from "./cose.ts";
import { MANIFEST_EXAMPLES } from "./dependencies/testing-manifests.ts";
import { dnsRecords } from "./dns-records.ts";
import { javaKeystore } from "./java-keystore.ts";
import { jwk } from "./jwk.ts";
import { openpgp } from "./openpgp.ts";
import { pki } from "./pki.ts";
import { putty } from "./putty.ts";
import { products } from "./settings/products.ts";
import { settings } from "./settings/settings.ts";
import { sshPublic } from "./ssh-public.ts";
import { certificate, pem, request, SIGNINGS } from "./testing-certificates.ts";
import * as stores from "./testing-keystores.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });

export const PEM_SEEDS: Readonly<Record<string, Buffer>> = {
  CERTIFICATE: certificate({ key: ec.privateKey, signing: SIGNINGS.ecdsaSha256, usage: 16 }),
  "CERTIFICATE REQUEST": request(rsa.privateKey, SIGNINGS.rsaSha256),
  "PRIVATE KEY": rsa.privateKey.export({ type: "pkcs8", format: "der" }),
  "ENCRYPTED PRIVATE KEY": ec.privateKey.export({
    type: "pkcs8",
    format: "der",
    cipher: "aes-128-cbc",
    passphrase: "test",
  }),
  "RSA PRIVATE KEY": rsa.privateKey.export({ type: "pkcs1", format: "der" }),
  "EC PRIVATE KEY": ec.privateKey.export({ type: "sec1", format: "der" }),
  "PUBLIC KEY": ec.publicKey.export({ type: "spki", format: "der" }),
  "RSA PUBLIC KEY": rsa.publicKey.export({ type: "pkcs1", format: "der" }),
};

const blob = Buffer.concat([
  Buffer.from("0000000b7373682d65643235353139", "hex"),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 9),
]).toString("base64");
const sshCertificate = Buffer.from(
  `000000207373682d656432353531392d636572742d763031406f70656e7373682e636f6d00000020${"09".repeat(400)}`,
  "hex",
).toString("base64");
const armor = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${(stores.openpgpKey.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
const coseKey = Buffer.from(`a401022001215820${"01".repeat(32)}225820${"02".repeat(32)}`, "hex");
const coseRsa = Buffer.from(`a4010303382420590100${"c3".repeat(256)}2143010001`, "hex");
const coseKeySet = Buffer.concat([Buffer.from([0x82]), coseKey, coseRsa]);
const coseMessage = Buffer.from(`d28443a10126a10442313154${"61".repeat(20)}5840${"03".repeat(64)}`, "hex");

export interface FormatSeed {
  readonly name: string;
  readonly format: Artifact;
  /** One of them is damaged at a time. */
  readonly contents: readonly Buffer[];
}

const seed = (name: string, format: Artifact, ...contents: readonly (Uint8Array | string)[]): FormatSeed => ({
  name,
  format,
  contents: contents.map((content) => Buffer.from(content)),
});

export const FORMAT_SEEDS: readonly FormatSeed[] = [
  ...Object.entries(PEM_SEEDS).map(([label, der]) => seed(label.toLowerCase(), pki, der, pem(label, der))),
  seed("PKCS #12", pki, stores.pkcs12Modern),
  seed("old PKCS #12", pki, stores.pkcs12Legacy),
  seed("open PKCS #12", pki, stores.pkcs12Plain),
  seed("signed CMS", pki, stores.cmsSigned),
  seed("enveloped CMS", pki, stores.cmsForEc),
  seed("JKS", javaKeystore, stores.jks),
  seed("JCEKS", javaKeystore, stores.jceks),
  seed("SSH lines", sshPublic, `ssh-ed25519 ${blob} a\nx ${sshCertificate} b\n`),
  seed(
    "SSH2 block",
    sshPublic,
    `---- BEGIN SSH2 PUBLIC KEY ----\nComment: a\\\nb\n${blob.slice(0, 40)}\n${blob.slice(40)}\n---- END SSH2 PUBLIC KEY ----\n`,
  ),
  seed("PuTTY", putty, `PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: aes256-cbc\nPublic-Lines: 1\n${blob}\n`),
  seed("OpenPGP key", openpgp, stores.openpgpKey),
  seed("OpenPGP secret key", openpgp, stores.openpgpSecret),
  seed("OpenPGP message", openpgp, stores.openpgpMessage),
  seed("OpenPGP armor", openpgp, armor),
  seed("JWK", jwk, '{"keys": [{"kty": "RSA", "n": "sXchDaQ", "e": "AQAB"}, {"kty": "EC", "crv": "P-256", "x": "a"}]}'),
  seed("COSE", cose, coseKey, coseRsa, coseKeySet, coseMessage),
  seed(
    "DNS zone",
    dnsRecords,
    "a. 1 IN DNSKEY 256 3 8 ( AwEAAaaaaa\n bbbb )\nb. IN DS 1 8 2 ab\nc. RRSIG A 8 2 1 2 3 4 a. b=\n",
  ),
  seed(
    "settings",
    settings,
    ...products().flatMap((each) => each.settings.flatMap(({ examples }) => examples.map(({ text }) => text))),
  ),
  ...MANIFEST_EXAMPLES.map(([path, text]) => {
    const manifest = manifestOfKind(kindOfPath(path));
    if (manifest === undefined) throw new Error(`${path} is no manifest`);
    return seed(path, manifest, text);
  }),
];
