import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { dnsRecords } from "./dns-records.ts";

/** RFC 3110: exponent 65537, then a modulus of as many octets. */
function rsaKey(octets: number): string {
  return Buffer.concat([Buffer.from([3, 1, 0, 1]), Buffer.alloc(octets, 0xa5)]).toString("base64");
}

function found(text: string): string[] {
  const result = dnsRecords.read(Buffer.from(text));
  expect(result.error).toBeUndefined();
  return result.uses.map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm}`);
}

test("keys: size of RSA, curves, on one line and in parentheses", () => {
  const long = rsaKey(256).match(/.{1,50}/g) ?? [];
  expect(found(`example.com. 86400 IN DNSKEY 257 3 8 ${rsaKey(128)}\n`)).toEqual([
    "dns.key RSA-1024-PKCS1-v1_5-SHA-256",
  ]);
  expect(found(`@\tIN\tDNSKEY\t256 3 5 ( ; old\n  ${long.join(" ; piece\n  ")} )\n`)).toEqual([
    "dns.key RSA-2048-PKCS1-v1_5-SHA-1",
  ]);
  expect(found("a. DNSKEY 257 3 13 AAAA\nb. CDNSKEY 257 3 15 BBBB\n")).toEqual([
    "dns.key ECDSA-P-256-SHA-256",
    "dns.key Ed25519",
  ]);
});

test("delegations, signatures, TLSA and SSHFP", () => {
  const zone = `
example.com. IN DS 60485 5 1 ( 2BB183AF 98631FAD )
example.com. IN DS 60485 13 2 0123456789ABCDEF0123456789ABCDEF
www 3600 IN RRSIG A 13 3 3600 20300101000000 20290101000000 2642 example.com. abc=
mail 3600 IN RRSIG AAAA 13 3 3600 20300101000000 20290101000000 2642 example.com. def=
_443._tcp.www IN TLSA 3 1 2 d2abde240d7cd3ee6b4b28c54df034b9
host IN SSHFP 1 1 123456789abcdef67890123456789abcdef67890
; old. IN DS 1 5 1 ABCD
`;
  expect(found(zone)).toEqual([
    "dns.delegation SHA-1",
    "dns.delegation SHA-256",
    "dns.signature ECDSA-P-256-SHA-256",
    "dns.association SHA-512",
    "dns.host-key RSA",
    "dns.host-key.fingerprint SHA-1",
  ]);
});

test("prose and other lists are no records", () => {
  for (const text of [
    "a DNSKEY record holds the key",
    "DNSKEY flags 3 algorithm key",
    "type DS and RRSIG 1 2 3 are",
    "TLSA 4 1 1 00",
    "IN DS is not a record",
    '"DS 1 8 2 abc"',
  ]) {
    expect([text, found(text)]).toEqual([text, []]);
  }
});
