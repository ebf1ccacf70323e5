/** Java names: https://docs.oracle.com/en/java/javase/21/docs/specs/security/standard-names.html, and Bouncy Castle's. */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { modeName, paddingName, protocolName } from "../parameters.ts";
import { lookup } from "../registry.ts";
import { lastSegment, MAX_NAME } from "../spelling.ts";

/** Everything but `Cipher`: `SHA1withRSA`, `HmacSHA256`, `PBKDF2WithHmacSHA256`, `EC`, `TLSv1.2`. */
export const jca: Notation = { id: "jca", parse: (text) => (text.length > MAX_NAME ? [] : readJca(text)) };

/** `Cipher` transformations: `AES/CBC/PKCS5Padding`; without a mode a block cipher is ECB, and RSA is PKCS #1 v1.5. */
export const jcaCipher: Notation = {
  id: "jca-cipher",
  parse: (text) =>
    text.length > MAX_NAME ? [] : readTransformation(text).map((use) => ({ ...use, operation: "encrypt" })),
};

function readJca(text: string): readonly AlgorithmUse[] {
  const protocol = protocolName(text);
  if (protocol !== undefined) return [{ name: "TLS", protocol }];
  if (/^pbe/i.test(text)) return readPbe(text);
  const use = readCompound(text) ?? readCompound(lastSegment(text));
  if (use === undefined) return [];
  if (use.name === "RSA" && (use.hash !== undefined || /with/i.test(text)) && use.padding !== "OAEP") {
    const pss = use.padding === "PSS" || /mgf1/i.test(text);
    return [{ ...use, padding: pss ? "PSS" : "PKCS1-v1_5", operation: "sign" }];
  }
  if (use.name === "RSA" && use.padding === "PSS") return [{ ...use, operation: "sign" }];
  return [use];
}

/** `PBEWithMD5AndDES`, `PBEWithHmacSHA256AndAES_128`: the key derivation and the cipher. */
function readPbe(text: string): readonly AlgorithmUse[] {
  const rest = text.slice(3).replace(/^with/i, "");
  const cut = rest.toLowerCase().indexOf("and");
  if (cut < 0) return [];
  const digest = readCompound(rest.slice(0, cut));
  const cipher = readCompound(rest.slice(cut + 3));
  const hash = digest?.hash ?? digest?.name;
  const scheme = digest?.name === "HMAC" ? "PBES2" : "PBES1";
  const streaming = cipher !== undefined && lookup(cipher.name)?.modes === false;
  return [
    { name: scheme, ...(hash === undefined || hash === "HMAC" ? {} : { hash }) },
    ...(cipher === undefined ? [] : [streaming ? cipher : { mode: "CBC", ...cipher }]),
  ];
}

function readTransformation(text: string): readonly AlgorithmUse[] {
  if (/^pbe/i.test(text)) return readPbe(text.split("/", 1)[0] ?? text);
  const [name = "", modeText, ...paddingTexts] = text.split("/");
  const wrap = /^(AES|DESede|ARIA|Camellia|SEED)Wrap(Pad)?$/i.exec(name.trim());
  if (wrap !== null) return withMode(readJca(wrap[1] ?? ""), wrap[2] === undefined ? "KW" : "KWP");
  // `SHA-512/256` does not occur in a transformation's first part, so the slashes left belong to the padding.
  const paddingText = paddingTexts.join("/");
  const padding = paddingText === "" ? undefined : paddingName(paddingText);
  const hash = /^oaepwith/i.test(paddingText) ? readCompound(paddingText.slice(8))?.name : undefined;
  return readJca(name).map((use) => {
    const entry = lookup(use.name);
    if (entry?.primitive === "pke") {
      const chosen =
        padding ?? use.padding ?? (modeText === undefined && entry.name === "RSA" ? "PKCS1-v1_5" : undefined);
      return {
        name: use.name,
        ...(use.keySize === undefined ? {} : { keySize: use.keySize }),
        ...(chosen === undefined ? {} : { padding: chosen }),
        ...(hash === undefined ? {} : { hash }),
      };
    }
    if (entry?.primitive !== "block-cipher") return use;
    // The standard names say a provider chooses; SunJCE, Bouncy Castle and Conscrypt all choose ECB with PKCS #5.
    const mode = modeText === undefined ? (use.mode ?? "ECB") : (modeName(modeText) ?? use.mode);
    const symmetric = modeText === undefined && use.mode === undefined ? "PKCS7" : padding;
    return {
      ...use,
      ...(mode === undefined ? {} : { mode }),
      ...(symmetric === undefined ? {} : { padding: symmetric }),
    };
  });
}

function withMode(uses: readonly AlgorithmUse[], mode: string): readonly AlgorithmUse[] {
  return uses.map((use) => ({ ...use, mode }));
}
