/** Priority strings of GnuTLS: `NORMAL:-VERS-TLS1.0:+3DES-CBC:%COMPAT`. https://gnutls.org/manual/html_node/Priority-Strings.html */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { protocolName } from "../parameters.ts";
import { MAX_NAME } from "../spelling.ts";
import { distinct, items } from "./lists.ts";
import { tlsGroups } from "./tls-groups.ts";
import { tlsSignatures } from "./tls-signatures.ts";
import { tlsSuites } from "./tls-suites.ts";

/** Sets of algorithms whose members differ between versions of the library: TLS of no known version. */
const SETS =
  /^@?(?:NORMAL|PERFORMANCE|SECURE\d*|PFS|SUITEB\d+|LEGACY|EXPORT|SYSTEM|NONE|DEFAULT|SECURE)(?:,|$)|^[+]?VERS-(?:D?TLS-)?ALL$/i;

export const gnutlsPriority: Notation = {
  id: "gnutls-priority",
  parse(text) {
    const uses: AlgorithmUse[] = [];
    let isSet = false;
    for (const item of items(text, ": \t\r\n")) {
      if (item.length > MAX_NAME || /^[-!%]/.test(item)) continue;
      if (SETS.test(item)) isSet = !/^NONE$/i.test(item) || isSet;
      else uses.push(...readItem(item.replace(/^\+/, "")));
    }
    if (isSet && !uses.some((use) => use.name === "TLS" || use.name === "SSL")) uses.unshift({ name: "TLS" });
    return distinct(uses);
  },
};

function readItem(item: string): readonly AlgorithmUse[] {
  const version = /^VERS-(.+)$/i.exec(item)?.[1];
  if (version !== undefined) {
    const protocol = protocolName(version);
    if (protocol === undefined) return [];
    return [{ name: protocol.startsWith("SSL") ? "SSL" : protocol.startsWith("DTLS") ? "DTLS" : "TLS", protocol }];
  }
  const group = /^(?:GROUP|CURVE)-(.+)$/i.exec(item)?.[1];
  if (group !== undefined) return tlsGroups.parse(group);
  const signature = /^SIGN-(.+)$/i.exec(item)?.[1];
  if (signature !== undefined) {
    return tlsSignatures.parse(signature.replace(/^(RSA|DSA|ECDSA)-SHA/i, "$1+SHA").replace(/^RSA-MD5/i, "RSA+MD5"));
  }
  if (/^(?:COMP|CTYPE|MAC-ALL|CIPHER-ALL|KX-ALL)/i.test(item)) return [];
  const keyExchange = KEY_EXCHANGES.get(item.toUpperCase());
  if (keyExchange !== undefined) return tlsSuites.parse(keyExchange);
  // with `_`: a name with `-` is a whole suite of OpenSSL, which means RSA key transport
  return tlsSuites.parse(item.replaceAll("-", "_"));
}

/** Key exchanges in the spelling of OpenSSL's selectors. */
const KEY_EXCHANGES: ReadonlyMap<string, string> = new Map([
  ["RSA", "kRSA"],
  ["DHE-RSA", "DHE+aRSA"],
  ["DHE-DSS", "DHE+aDSS"],
  ["ECDHE-RSA", "ECDHE+aRSA"],
  ["ECDHE-ECDSA", "ECDHE+aECDSA"],
  ["ANON-DH", "ADH"],
  ["ANON-ECDH", "AECDH"],
  ["DHE-PSK", "DHE+PSK"],
  ["ECDHE-PSK", "ECDHE+PSK"],
  ["RSA-PSK", "kRSA+PSK"],
  ["SRP-RSA", "SRP+aRSA"],
  ["SRP-DSS", "SRP+aDSS"],
]);
