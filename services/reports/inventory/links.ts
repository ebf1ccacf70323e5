/**
 * What belongs together, told from where findings stand: a certificate and its key lie in the same bytes, settings of a
 * protocol and its versions in the same file. Findings come file by file, so no more than one file is looked at.
 */
import type { Finding } from "../model/finding.ts";
import type { Asset } from "./known-asset.ts";
import { suitesAt } from "./suites.ts";

interface Found {
  readonly finding: Finding;
  readonly asset: Asset;
}

export class FileLinks {
  readonly #protocol: (name: string) => Asset;
  #path = "";
  #place: Found[] = [];
  /** Versions of protocols that the file names. */
  readonly #versions = new Set<Asset>();
  /** Protocol as settings name it, to the algorithms they allow. */
  readonly #settings = new Map<string, Set<Asset>>();
  readonly #suites = new Map<string, ReadonlySet<string>>();

  /** Told how a protocol becomes an asset. */
  constructor(protocol: (name: string) => Asset) {
    this.#protocol = protocol;
  }

  add(finding: Finding, asset: Asset): void {
    const [before] = this.#place;
    if (before && !isSamePlace(before.finding, finding)) this.#endPlace();
    if (finding.path !== this.#path) this.#endFile(finding.path);
    this.#place.push({ finding, asset });
    if (asset.kind === "protocol") this.#versions.add(asset);
    else if (finding.protocol !== undefined && asset.kind === "algorithm" && finding.resolved) {
      const allowed = this.#settings.get(finding.protocol) ?? new Set();
      this.#settings.set(finding.protocol, allowed.add(asset));
    }
  }

  end(): void {
    this.#endPlace();
    this.#endFile("");
  }

  #endPlace(): void {
    const place = this.#place;
    this.#place = [];
    if (place.length < 2 && place[0]?.finding.protocol === undefined) return;
    linkCertificates(place);
    linkProtection(place);
    for (const { name, findings } of suitesAt(place.map(({ finding }) => finding))) {
      const refs = place.filter(({ finding }) => findings.includes(finding)).map(({ asset }) => asset.ref);
      this.#suites.set(name, new Set(refs));
    }
  }

  #endFile(next: string): void {
    for (const [protocol, algorithms] of this.#settings) {
      for (const algorithm of algorithms) {
        const isGroup = GROUPS.has(algorithm.facts.primitive);
        this.#protocolOf(protocol, (version) => version !== "TLSv1.3" || isGroup).uses.set(algorithm.ref, "algorithm");
      }
    }
    for (const [name, refs] of this.#suites) {
      const isNew = /^TLS_(?!.*_WITH_)/.test(name);
      this.#protocolOf("TLS", (version) => (version === "TLSv1.3") === isNew).suites.set(name, refs);
    }
    this.#path = next;
    this.#versions.clear();
    this.#settings.clear();
    this.#suites.clear();
  }

  /** The version that the file names, where it names one alone and the setting is of it; else the protocol as such. */
  #protocolOf(name: string, fits: (version: string) => boolean): Asset {
    const versions = [...this.#versions].filter(({ facts }) => familyOf(facts.algorithm) === familyOf(name));
    const [only] = versions;
    if (only && versions.length === 1 && fits(only.facts.algorithm)) return only;
    return this.#protocol(name);
  }
}

const GROUPS: ReadonlySet<string> = new Set(["combiner", "kem", "key-agree"]);

function familyOf(protocol: string): string {
  const family = /^(?:DTLS|TLS|SSL|SSH|IKE)/.exec(protocol)?.[0] ?? protocol;
  return family === "SSL" ? "TLS" : family;
}

function isSamePlace(a: Finding, b: Finding): boolean {
  return a.line === b.line && a.column === b.column && a.path === b.path;
}

/** Both findings of a certificate begin with the same words: whose it is. Of equal ones the first goes with the first. */
function linkCertificates(place: readonly Found[]): void {
  const keys = place.filter(({ finding }) => /\bcertificate(?:-request)?\.key$/.test(finding.ruleId));
  for (const { finding, asset } of place) {
    if (!/\bcertificate(?:-request)?\.signature$/.test(finding.ruleId)) continue;
    const whose = holderOf(finding);
    const at = keys.findIndex((key) => holderOf(key.finding) === whose);
    const [key] = at < 0 ? [] : keys.splice(at, 1);
    if (key) asset.uses.set(key.asset.ref, "public-key");
  }
}

function holderOf({ snippet }: Finding): string {
  return snippet.replace(/: (?:key|signed (?:with|by)) .*$/s, "");
}

/** Ciphers and key derivations at the place of a private key protect it. */
function linkProtection(place: readonly Found[]): void {
  const keys = place.filter(({ finding, asset }) => asset.kind === "material" && finding.usage === "key-material");
  const [key, another] = keys;
  // In a store with several keys nobody knows which of them.
  if (!key || another) return;
  for (const { finding, asset } of place) {
    if (asset.kind === "algorithm" && finding.usage === "key-material") key.asset.uses.set(asset.ref, "secured-by");
  }
}
