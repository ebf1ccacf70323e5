/**
 * The image's bill of materials, CycloneDX 1.6, as a file in it: `node docker/sbom.ts /image`, after docker/root.ts. It is made
 * from what lies in the image, not from what was meant to: Debian's packages by their status files, npm's by the bundle's list.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const SBOM_PATH = "/usr/share/doc/pqc-audit/sbom.cdx.json";
const APP = "/opt/pqc-audit";

interface Component {
  readonly type: "application" | "library";
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly "bom-ref": string;
  readonly cpe?: string;
  readonly licenses?: readonly object[];
}

function sbomOf(root: string, epochSeconds: number): object {
  const app = JSON.parse(readFileSync(join(root, APP, "package.json"), "utf8"));
  const subject = component("application", app.name, app.version, `pkg:npm/${app.name}@${app.version}`, app.license);
  const components = [...debian(root), ...npm(root), ...node(root)].toSorted((a, b) => (a.purl < b.purl ? -1 : 1));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([subject, components]))}`,
    version: 1,
    metadata: { timestamp: new Date(epochSeconds * 1000).toISOString(), component: subject },
    components,
    dependencies: [{ ref: subject["bom-ref"], dependsOn: components.map((each) => each["bom-ref"]) }],
  };
}

function debian(root: string): readonly Component[] {
  const folder = join(root, "var/lib/dpkg/status.d");
  return readdirSync(folder).map((file) => {
    const status = readFileSync(join(folder, file), "utf8");
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(status)?.[1] ?? "";
    const [name, version] = [field("Package"), field("Version")];
    const where = `arch=${field("Architecture")}&distro=debian-${readFileSync(join(root, "etc/debian_version"), "utf8").trim()}`;
    return component("library", name, version, `pkg:deb/debian/${purlText(name)}@${purlText(version)}?${where}`);
  });
}

/** Of the bundle; no package lies in the image as a folder of its own. */
function npm(root: string): readonly Component[] {
  const packages = JSON.parse(readFileSync(join(root, APP, "dist/packages.json"), "utf8")) as readonly {
    name: string;
    version: string;
    license: string;
  }[];
  const unique = new Map<string, Component>();
  for (const { name, version, license } of packages) {
    const purl = `pkg:npm/${name.split("/").map(purlText).join("/")}@${purlText(version)}`;
    unique.set(purl, component("library", name, version, purl, license));
  }
  return [...unique.values()];
}

/** Node, and the OpenSSL inside it, which is not Debian's. */
function node(root: string): readonly Component[] {
  const print = "JSON.stringify([process.versions.node, process.versions.openssl])";
  const said = execFileSync(join(root, "usr/local/bin/node"), ["--print", print], { encoding: "utf8" });
  const [version, openssl] = JSON.parse(said) as [string, string];
  return [
    {
      ...component("application", "node", version, `pkg:generic/node@${version}`, "MIT"),
      cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    },
    {
      ...component("library", "openssl", openssl, `pkg:generic/openssl@${purlText(openssl)}`, "Apache-2.0"),
      cpe: `cpe:2.3:a:openssl:openssl:${openssl.replace(/\+.*/, "")}:*:*:*:*:*:*:*`,
    },
  ];
}

function component(type: Component["type"], name: string, version: string, purl: string, license = ""): Component {
  const licenses = license === "" ? undefined : [licenseOf(license)];
  return { type, name, version, purl, "bom-ref": purl, ...(licenses && { licenses }) };
}

/** A package says an id, an expression, or words of its own. */
function licenseOf(said: string): object {
  if (/^[\w.+-]+$/.test(said) && !/unlicensed/i.test(said)) return { license: { id: said } };
  return / (?:OR|AND|WITH) /.test(said) ? { expression: said } : { license: { name: said } };
}

function purlText(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":");
}

/** From the content, so that the same image has the same. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16).padStart(2, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

if (import.meta.main) {
  const [root] = process.argv.slice(2);
  if (root === undefined) throw new Error("say of what: node docker/sbom.ts /image");
  const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? 0);
  const file = join(root, SBOM_PATH);
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, `${JSON.stringify(sbomOf(root, epoch), null, 1)}\n`, { mode: 0o644 });
  for (const path of [file, dirname(file), dirname(dirname(file))]) utimesSync(path, epoch, epoch);
}
