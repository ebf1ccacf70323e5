import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { pki } from "./pki.ts";
import { certificate, pem, request, SIGNINGS } from "./testing-certificates.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed25519 = generateKeyPairSync("ed25519");
const x25519 = generateKeyPairSync("x25519");
const rsaCertificate = certificate({ key: rsa.privateKey, signing: SIGNINGS.rsaSha256, commonName: "one.example" });
const ecCertificate = certificate({ key: ec.privateKey, signing: SIGNINGS.ecdsaSha256, commonName: "two.example" });

/** `rule algorithm` of each use, in order. */
function found(content: string | Uint8Array): string[] {
  const result = pki.read(typeof content === "string" ? Buffer.from(content) : content);
  expect(result.error).toBeUndefined();
  return result.uses.map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm}`);
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

test("a certificate gives its key and its signature, with expiry", () => {
  const expected = ["pki.certificate.key RSA-2048", "pki.certificate.signature RSA-PKCS1-v1_5-SHA-256"];
  expect(found(pem("CERTIFICATE", rsaCertificate))).toEqual(expected);
  expect(found(rsaCertificate)).toEqual(expected);
  const [key, signature] = pki.read(rsaCertificate).uses;
  const told = {
    validFrom: "2024-01-01T00:00:00.000Z",
    expires: "2031-05-06T07:08:09.000Z",
    serialNumber: "010203",
  };
  expect(key).toMatchObject({ usage: "certificate", operation: "verify", ...told });
  expect(signature).toMatchObject(told);
  expect(signature).toMatchObject({ usage: "certificate", operation: "sign", start: 0, end: rsaCertificate.length });
  expect(key?.snippet).toBe("certificate of CN=one.example: key RSA-2048, until 2031-05-06");
  expect(signature?.snippet).toBe(
    "certificate of CN=one.example: signed with RSA-PKCS1-v1_5-SHA-256, until 2031-05-06, issued by CN=one.example",
  );
});

test("signature algorithms of certificates", () => {
  expect(found(certificate({ key: rsa.privateKey, signing: SIGNINGS.rsaSha1 }))[1]).toBe(
    "pki.certificate.signature RSA-PKCS1-v1_5-SHA-1",
  );
  expect(found(ecCertificate)).toEqual(["pki.certificate.key ECDSA-P-256", "pki.certificate.signature ECDSA-SHA-256"]);
  expect(found(certificate({ key: ed25519.privateKey, signing: SIGNINGS.ed25519 }))).toEqual([
    "pki.certificate.key Ed25519",
    "pki.certificate.signature Ed25519",
  ]);
});

test("key usage decides what a certified key is for", () => {
  const keyAgreement = 16;
  const keyEncipherment = 4;
  const agree = pki.read(certificate({ key: ec.privateKey, signing: SIGNINGS.ecdsaSha256, usage: keyAgreement }));
  expect(agree.uses[0]).toMatchObject({ use: { name: "ECDH", curve: "P-256" }, operation: "key-agreement" });
  const encrypt = pki.read(certificate({ key: rsa.privateKey, signing: SIGNINGS.rsaSha256, usage: keyEncipherment }));
  expect(encrypt.uses[0]).toMatchObject({ operation: "encrypt", purpose: "key-establishment" });
});

test("chains, requests and combined files: every block, in order, at its place", () => {
  const text = `subject=/CN=one\n${pem("CERTIFICATE", rsaCertificate)}\n${pem("CERTIFICATE", ecCertificate)}${pkcs8(ec.privateKey)}${pem("CERTIFICATE REQUEST", request(rsa.privateKey, SIGNINGS.rsaSha256))}`;
  expect(found(text)).toEqual([
    "pki.certificate.key RSA-2048",
    "pki.certificate.signature RSA-PKCS1-v1_5-SHA-256",
    "pki.certificate.key ECDSA-P-256",
    "pki.certificate.signature ECDSA-SHA-256",
    "pki.private-key EC-P-256",
    "pki.certificate-request.key RSA-2048",
    "pki.certificate-request.signature RSA-PKCS1-v1_5-SHA-256",
  ]);
  const first = pki.read(Buffer.from(text)).uses[0];
  expect(text.slice(first?.start, first?.end)).toBe(pem("CERTIFICATE", rsaCertificate).trimEnd());
});

test("private keys in every common form", () => {
  const dsa = generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 });
  expect(found(pkcs8(rsa.privateKey))).toEqual(["pki.private-key RSA-2048"]);
  expect(found(rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString())).toEqual([
    "pki.private-key RSA-2048",
  ]);
  expect(found(ec.privateKey.export({ type: "sec1", format: "pem" }).toString())).toEqual(["pki.private-key EC-P-256"]);
  expect(found(pkcs8(ed25519.privateKey))).toEqual(["pki.private-key Ed25519"]);
  expect(found(pkcs8(x25519.privateKey))).toEqual(["pki.private-key X25519"]);
  expect(found(pkcs8(dsa.privateKey))).toEqual(["pki.private-key DSA-1024"]);
  expect(found(rsa.privateKey.export({ type: "pkcs8", format: "der" }))).toEqual(["pki.private-key RSA-2048"]);
  expect(found(rsa.privateKey.export({ type: "pkcs1", format: "der" }))).toEqual(["pki.private-key RSA-2048"]);
  expect(found(ec.privateKey.export({ type: "sec1", format: "der" }))).toEqual(["pki.private-key EC-P-256"]);
  expect(found(ed25519.privateKey.export({ type: "pkcs8", format: "der" }))).toEqual(["pki.private-key Ed25519"]);
});

test("curves, written by name or in full", () => {
  for (const [namedCurve, name] of [
    ["secp384r1", "P-384"],
    ["secp256k1", "secp256k1"],
    ["brainpoolP320r1", "brainpoolP320r1"],
  ] as const) {
    const key = generateKeyPairSync("ec", { namedCurve });
    expect(found(pkcs8(key.privateKey))).toEqual([`pki.private-key EC-${name}`]);
  }
  const explicit = generateKeyPairSync("ec", { namedCurve: "secp384r1", paramEncoding: "explicit" });
  expect(found(pkcs8(explicit.privateKey))).toEqual(["pki.private-key EC-384"]);
  expect(found(explicit.privateKey.export({ type: "sec1", format: "pem" }).toString())).toEqual([
    "pki.private-key EC-384",
  ]);
});

test("public keys", () => {
  expect(found(rsa.publicKey.export({ type: "spki", format: "pem" }).toString())).toEqual(["pki.public-key RSA-2048"]);
  expect(found(rsa.publicKey.export({ type: "pkcs1", format: "pem" }).toString())).toEqual(["pki.public-key RSA-2048"]);
  expect(found(ec.publicKey.export({ type: "spki", format: "pem" }).toString())).toEqual(["pki.public-key EC-P-256"]);
  expect(found(rsa.publicKey.export({ type: "spki", format: "der" }))).toEqual(["pki.public-key RSA-2048"]);
});

test("domain parameters", () => {
  expect(found(pem("EC PARAMETERS", Buffer.from("06052b81040022", "hex")))).toEqual(["pki.parameters EC-P-384"]);
  const prime = Buffer.concat([
    Buffer.from("308201080282010100", "hex"),
    Buffer.alloc(256, 0xff),
    Buffer.from("020102", "hex"),
  ]);
  expect(found(pem("DH PARAMETERS", prime))).toEqual(["pki.parameters DH-2048"]);
});

test("an encrypted key tells how it is protected", () => {
  const pbes2 = rsa.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "test" });
  expect(found(pbes2.toString())).toEqual([
    "pki.private-key.encryption PBKDF2-HMAC-SHA-256",
    "pki.private-key.encryption AES-256-CBC",
  ]);
  const legacy = rsa.privateKey.export({ type: "pkcs1", format: "pem", cipher: "des-ede3-cbc", passphrase: "test" });
  expect(found(legacy.toString())).toEqual([
    "pki.private-key RSA",
    "pki.private-key.encryption OpenSSL-KDF-MD5",
    "pki.private-key.encryption 3DES-CBC",
  ]);
});

test("post-quantum keys and certificates are named", () => {
  const key = generateKeyPairSync("ml-dsa-65");
  expect(found(pkcs8(key.privateKey))).toEqual(["pki.private-key ML-DSA-65"]);
  expect(found(certificate({ key: key.privateKey, signing: SIGNINGS.mldsa65 }))).toEqual([
    "pki.certificate.key ML-DSA-65",
    "pki.certificate.signature ML-DSA-65",
  ]);
  const kem = generateKeyPairSync("ml-kem-768");
  expect(found(kem.publicKey.export({ type: "spki", format: "pem" }).toString())).toEqual([
    "pki.public-key ML-KEM-768",
  ]);
});

test("OpenSSH private keys: the public part tells", () => {
  const string = (bytes: Uint8Array | string | readonly number[]) => {
    const content = typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return Buffer.concat([length, content]);
  };
  const one = Buffer.from([0, 0, 0, 1]);
  const file = (cipher: string, kdf: string, blob: Buffer) =>
    pem(
      "OPENSSH PRIVATE KEY",
      Buffer.concat([
        Buffer.from("openssh-key-v1\0"),
        string(cipher),
        string(kdf),
        string(""),
        one,
        string(blob),
        string("x"),
      ]),
    );
  const rsaBlob = Buffer.concat([
    string("ssh-rsa"),
    string([1, 0, 1]),
    string(Buffer.concat([Buffer.from([0, 0x80]), Buffer.alloc(383)])),
  ]);
  expect(found(file("none", "none", rsaBlob))).toEqual(["pki.private-key RSA-3072"]);
  const ecBlob = Buffer.concat([string("ecdsa-sha2-nistp256"), string("nistp256"), string(Buffer.alloc(65))]);
  expect(found(file("aes256-ctr", "bcrypt", ecBlob))).toEqual([
    "pki.private-key ECDSA-P-256",
    "pki.private-key.encryption bcrypt",
    "pki.private-key.encryption AES-256-CTR",
  ]);
  const edBlob = Buffer.concat([string("ssh-ed25519"), string(Buffer.alloc(32))]);
  expect(found(file("none", "none", edBlob))).toEqual(["pki.private-key Ed25519"]);
});

test("blocks inside source code, YAML and comments", () => {
  const block = pem("CERTIFICATE", ecCertificate);
  const lines = block.trimEnd().split("\n");
  const expected = ["pki.certificate.key ECDSA-P-256", "pki.certificate.signature ECDSA-SHA-256"];
  const forms = {
    "C literals": lines.map((line) => `    "${line}\\n"`).join("\n"),
    "Java concatenation": lines.map((line) => `      + "${line}\\r\\n"`).join("\n"),
    "one literal": `const PEM = "${lines.join("\\n")}";`,
    "JavaScript continuation": `const PEM = "${lines.join("\\n\\\n")}";`,
    YAML: `cert: |\n${lines.map((line) => `    ${line}`).join("\n")}\n`,
    "hash comments": lines.map((line) => `# ${line}`).join("\n"),
    "slash comments": lines.map((line) => `// ${line}`).join("\n"),
    "one line": `CERT="${lines[0]} ${lines.slice(1, -1).join(" ")} ${lines.at(-1)}"`,
    "Windows line ends": lines.join("\r\n"),
    "Python list": lines.map((line) => `    b'${line}',`).join("\n"),
  };
  for (const [form, text] of Object.entries(forms)) expect([form, found(text)]).toEqual([form, expected]);
});

test("placeholders and mentions are neither findings nor errors", () => {
  for (const text of [
    'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) {',
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN CERTIFICATE-----\n<your certificate goes here, in base64, and nothing else>\n-----END CERTIFICATE-----",
    `-----BEGIN PRIVATE KEY-----\n${"X".repeat(200)}\n-----END PRIVATE KEY-----`,
    "-----BEGIN (RSA |EC )?PRIVATE KEY-----[\\s\\S]*-----END (RSA |EC )?PRIVATE KEY-----",
    `"-----BEGIN PUBLIC KEY-----\\n" + key + "\\n-----END PUBLIC KEY-----"`,
    ["`-----BEGIN CERTIFICATE-----\n$", "{lines.join('\\n')}\n-----END CERTIFICATE-----`"].join(""),
    `-----BEGIN PRIVATE KEY-----\n${"fakekey".repeat(30)}\n-----END PRIVATE KEY-----`,
    "-----BEGIN CERTIFICATE-----\nZm9vYmFy\n-----END CERTIFICATE-----",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBFRUAGoBEACuk6ze2V2pZtScf1Ul25N2CX19AeL7sVYwnyrTYuWdG2FmJx4x\n-----END PGP PUBLIC KEY BLOCK-----",
    "-----BEGIN ",
    "",
    "no key here",
  ]) {
    expect([text, pki.read(Buffer.from(text))]).toEqual([text, { uses: [] }]);
  }
});

test("a truncated certificate is an error of its file, and what else is in it is read", () => {
  const block = pem("CERTIFICATE", rsaCertificate);
  const half = `${block.slice(0, block.length / 2)}\n`;
  expect(pki.read(Buffer.from(half)).error).toMatch(/^malformed certificate at byte 0, the END line is missing: /);
  const closed = `${half}-----END CERTIFICATE-----\n`;
  const result = pki.read(Buffer.from(`${closed}${pem("CERTIFICATE", ecCertificate)}`));
  expect(result.error).toMatch(/^malformed certificate at byte 0: /);
  expect(result.uses).toHaveLength(2);
  expect(pki.read(rsaCertificate.subarray(0, 300)).error).toMatch(/^malformed DER: /);
});

test("private bytes are in no use", () => {
  const texts = [
    pkcs8(rsa.privateKey),
    pkcs8(ed25519.privateKey),
    ec.privateKey.export({ type: "sec1", format: "pem" }),
  ];
  for (const text of texts.map(String)) {
    const result = pki.read(Buffer.from(text));
    const said = JSON.stringify(result.uses);
    expect(result.uses).toHaveLength(1);
    for (const line of text.split("\n").slice(1, -2)) expect(said).not.toContain(line);
    expect(result.uses[0]?.snippet).toMatch(/^private key, /);
  }
});

test("binary forms are recognised by their first bytes", () => {
  for (const der of [
    rsaCertificate,
    ecCertificate,
    rsa.privateKey.export({ type: "pkcs8", format: "der" }),
    rsa.publicKey.export({ type: "spki", format: "der" }),
  ]) {
    expect(pki.matches?.(der.subarray(0, 128))).toBe(true);
  }
  for (const other of ["PK\u0003\u0004", "\u007fELF", "0\u0082", "hello", ""]) {
    expect(pki.matches?.(Buffer.from(other, "latin1"))).toBe(false);
  }
});

test("a key that is not whole: what its label or its beginning says, with low confidence", () => {
  const say = (content: string): unknown => {
    const { uses, error } = pki.read(Buffer.from(content));
    return [error !== undefined, ...uses.map((each) => [judge(each.use, each.operation).algorithm, each.confidence])];
  };
  const half = (key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1", label: string): string => {
    const der = key.export({ type: type as "pkcs8", format: "der" });
    return pem(label, der.subarray(0, Math.floor(der.length * 0.7)));
  };
  expect(say(half(rsa.privateKey, "pkcs1", "RSA PRIVATE KEY"))).toEqual([true, ["RSA-2048", "low"]]);
  expect(say(half(rsa.privateKey, "pkcs8", "PRIVATE KEY"))).toEqual([true, ["RSA-2048", "low"]]);
  expect(say(half(ec.privateKey, "sec1", "EC PRIVATE KEY"))).toEqual([true, ["EC-P-256", "low"]]);
  const spki = rsa.publicKey.export({ type: "spki", format: "der" });
  const text = pem("PUBLIC KEY", spki.subarray(0, 200)).trim().split("\n");
  expect(say(`KEY = "${text.join('\\n" +\n  "')}"`)).toEqual([true, ["RSA-2048", "low"]]);
  expect(say(pem("CERTIFICATE", rsaCertificate.subarray(0, 90)))).toEqual([true]);
  expect(say(pem("PRIVATE KEY", Buffer.concat([Buffer.from("300c", "hex"), Buffer.alloc(60, 7)])))).toEqual([true]);
});
