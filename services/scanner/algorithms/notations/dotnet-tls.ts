/** Versions as .NET's flags are written in text: `tls12, tls11, tls`, `Ssl3`; `Tls` alone is TLS 1.0. */
import type { Notation } from "../algorithm.ts";
import { items } from "./lists.ts";
import { tlsVersion } from "./tls-version.ts";

export const dotnetTls: Notation = {
  id: "dotnet-tls",
  parse: (text) =>
    items(text, ",| \t").flatMap((item) => {
      const name = /^(ssl[23]|tls(?:1[123])?)$/i.exec(
        item.slice(Math.max(item.lastIndexOf("."), item.lastIndexOf(":")) + 1),
      )?.[1];
      return name === undefined ? [] : tlsVersion.parse(name.toLowerCase() === "tls" ? "TLSv1.0" : name);
    }),
};
