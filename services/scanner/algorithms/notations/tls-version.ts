import type { Notation } from "../algorithm.ts";
import { protocolName } from "../parameters.ts";
import { normalise } from "../spelling.ts";
import { distinct, items } from "./lists.ts";

// Names that ask for any version.
const ANY =
  /^(?:sslv23|sslv23method|sslv23clientmethod|sslv23servermethod|protocolsslv23|tls|tlsmethod|tlsclientmethod|tlsservermethod|protocoltls|protocoltlsclient|protocoltlsserver|ssl|default)$/;

/** One protocol version in any library's spelling; names that negotiate (`PROTOCOL_TLS`, `SSLv23_method`) give `TLS` alone. */
export const tlsVersion: Notation = {
  id: "tls-version",
  parse(text) {
    const protocol = protocolName(text);
    if (protocol !== undefined) return [{ name: "TLS", protocol, operation: "handshake" }];
    const key = text.length > 100 ? "" : normalise(text.slice(text.lastIndexOf(".") + 1));
    return ANY.test(key) ? [{ name: "TLS", operation: "handshake" }] : [];
  },
};

/** Versions that a setting names, cut at commas, spaces and the like: `TLSv1,TLSv1.2`; `!SSLv3` is none of them. */
export const tlsVersions: Notation = {
  id: "tls-versions",
  parse: (text) =>
    distinct(items(text, ",;: \t\r\n\"'[]").flatMap((item) => (item.startsWith("!") ? [] : tlsVersion.parse(item)))),
};
