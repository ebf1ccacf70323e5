/**
 * The name that models give to a module or global: `node:` and the ending of a file of a package are left out, the
 * default export is the module, and whatever way leads to the Web Crypto API is called `WebCrypto`.
 */
export function canonical(name: string): string {
  const plain = name
    .replace(/^node:/, "")
    .replace(/(?<=^[^.].*\/[^.]*)\.js(?=\.|$)/, "")
    .replace(/\.default(?=\.|$)/g, "");
  const local = plain.replace(/^global:(?:(?:window|self|globalThis|global)\.(?=.))*/, "global:");
  const web = local.replace(/^global:crypto(?=$|\.(?:subtle|getRandomValues|randomUUID)\b)/, "WebCrypto");
  return web
    .replace(/^global:/, "")
    .replace(/^crypto\.webcrypto(?=\.|$)/, "WebCrypto")
    .replace(/^crypto\.(?=subtle\b)/, "WebCrypto.");
}
