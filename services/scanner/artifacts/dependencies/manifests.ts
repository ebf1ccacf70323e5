/** Manifests and lock files of all ecosystems. Adding one: an entry here, its packages in `packages/`. */
import { gradle, maven, versionCatalog } from "./jvm.ts";
import { byPatterns, type Manifest, withoutXmlComments } from "./manifest.ts";
import { pythonProject, requirements, setupCfg, setupPy, TOML_ENTRY } from "./python.ts";

/** `"name": "^1.2"` in JSON, whatever the section; only a text that looks like a version counts. */
const JSON_ENTRY =
  /"(?<name>(?:@[\w.-]{1,80}\/)?[\w./-]{1,120})"\s{0,20}:\s{0,20}"(?<version>(?:npm:[^"]{1,60}@)?[\^~<>=v*\s]{0,6}(?:\d[^"]{0,80})?|latest)"/g;
/** `"name": { … "version": "1.2"`, the version first or behind short fields. */
const JSON_LOCKED =
  /"(?:(?:[^"\n]{0,200}\/)?node_modules\/)?(?<name>(?:@[\w.-]{1,80}\/)?[\w.-]{1,120})"\s{0,20}:\s{0,20}\{\s{0,40}(?:"name"\s{0,4}:\s{0,4}"[^"]{1,160}",\s{0,40})?"version"\s{0,4}:\s{0,4}"(?<version>[^"]{1,80})"/g;
const NAMED_THEN_VERSION =
  /"name"\s{0,4}:\s{0,4}"(?<name>[\w./@-]{1,120})",\s{0,40}"version"\s{0,4}:\s{0,4}"(?<version>[^"]{1,80})"/g;
const TOML_PACKAGE = /^\[\[package\]\]\r?\nname = "(?<name>[\w.-]{1,120})"\r?\nversion = "(?<version>[^"\n]{1,80})"/gm;
const TOML_SECTION =
  /^\[(?:[\w.'"()=-]{0,80}\.)?dependencies\.(?<name>[\w-]{1,80})\][^[]{0,300}?^version[ \t]{0,4}=[ \t]{0,4}"(?<version>[^"\n]{1,80})"/gm;

export const MANIFESTS: readonly Manifest[] = [
  { id: "package-json", ecosystem: "npm", files: /^(?:package|bower)\.json$/, read: byPatterns(JSON_ENTRY) },
  {
    id: "package-lock",
    ecosystem: "npm",
    files: /^(?:package-lock|npm-shrinkwrap)\.json$/,
    read: byPatterns(JSON_LOCKED),
  },
  {
    id: "yarn-lock",
    ecosystem: "npm",
    files: /^yarn\.lock$/,
    read: byPatterns(
      /^"?(?<name>(?:@[\w.-]{1,80}\/)?[\w.-]{1,120})@[^\n]{1,2000}:\r?\n[ \t]{1,4}version:?[ \t]"?(?<version>[^"\s]{1,60})/gm,
    ),
  },
  {
    id: "pnpm-lock",
    ecosystem: "npm",
    files: /^pnpm-lock\.yaml$/,
    read: byPatterns(
      /^[ ]{2}'?\/?(?<name>(?:@[\w.-]{1,80}\/)?[\w.-]{1,120})[@/](?<version>\d[\w.+-]{0,60})[^\n]{0,300}:\r?$/gm,
    ),
  },
  {
    id: "requirements",
    ecosystem: "pypi",
    files:
      /^(?:[\w.-]{0,60}requirements?[\w.-]{0,60}|constraints[\w.-]{0,40}|test-requires|pip-requires)\.(?:txt|in|pip)$/,
    read: requirements,
  },
  {
    id: "python-project",
    ecosystem: "pypi",
    files: /^(?:pyproject\.toml|pipfile)$/,
    read: pythonProject,
  },
  { id: "setup-py", ecosystem: "pypi", files: /^setup\.py$/, read: setupPy },
  { id: "setup-cfg", ecosystem: "pypi", files: /^(?:setup\.cfg|tox\.ini)$/, read: setupCfg },
  {
    id: "conda",
    ecosystem: "pypi",
    files: /^environment[\w.-]{0,40}\.ya?ml$/,
    read: requirements,
  },
  {
    id: "pipfile-lock",
    ecosystem: "pypi",
    files: /^pipfile\.lock$/,
    read: byPatterns(/^[ \t]{4,12}"(?<name>[\w.-]{1,80})": \{[^{}]{0,40000}?"version": "(?<version>[^"]{1,60})"/gm),
  },
  {
    id: "python-lock",
    ecosystem: "pypi",
    files: /^(?:poetry|uv|pdm)\.lock$/,
    read: byPatterns(TOML_PACKAGE),
  },
  { id: "maven", ecosystem: "maven", files: /^(?:pom\.xml|[\w.-]{1,80}\.pom)$/, read: maven },
  {
    id: "gradle",
    ecosystem: "maven",
    files: /\.gradle(?:\.kts)?$|^build\.sbt$|^build\.sc$|^gradle\.lockfile$/,
    read: gradle,
  },
  { id: "version-catalog", ecosystem: "maven", files: /\.versions\.toml$/, read: versionCatalog },
  {
    id: "go-mod",
    ecosystem: "go",
    files: /^go\.(?:mod|work)$/,
    read: byPatterns(
      /^(?:require[ \t]{1,8}|[ \t]{1,8})(?<name>[\w.-]{1,80}\.[a-z]{2,10}(?:\/[\w.~-]{1,80}){0,8})[ \t]{1,8}(?<version>v\d[\w.+-]{0,80})/gm,
      /^(?<name>go|toolchain)[ \t]{1,8}(?:go)?(?<version>1\.\d[\w.]{0,20})/gm,
    ),
  },
  { id: "cargo-toml", ecosystem: "cargo", files: /^cargo\.toml$/, read: byPatterns(TOML_ENTRY, TOML_SECTION) },
  { id: "cargo-lock", ecosystem: "cargo", files: /^cargo\.lock$/, read: byPatterns(exactly(TOML_PACKAGE)) },
  {
    id: "gemfile",
    ecosystem: "rubygems",
    files: /^(?:gemfile|gems\.rb|[\w.-]{1,80}\.gemspec)$/,
    read: byPatterns(
      /(?:\bgem|add_(?:runtime_|development_)?dependency)[ \t(]{1,8}["'](?<name>[\w.-]{1,80})["'](?:\.freeze)?(?:[ \t]{0,8},[ \t]{0,8}(?:\[[ \t]{0,4})?["'](?<version>[^"'\n]{1,60})["'])?/g,
    ),
  },
  {
    id: "gemfile-lock",
    ecosystem: "rubygems",
    files: /^(?:gemfile|gems)\.lock(?:ed)?$/,
    read: byPatterns(/^ {4}(?<name>[\w.-]{1,80}) \((?<version>\d[^)\n]{0,60})\)/gm),
  },
  { id: "composer-json", ecosystem: "composer", files: /^composer\.json$/, read: byPatterns(JSON_ENTRY) },
  { id: "composer-lock", ecosystem: "composer", files: /^composer\.lock$/, read: byPatterns(NAMED_THEN_VERSION) },
  {
    id: "nuget",
    ecosystem: "nuget",
    files: /\.(?:cs|fs|vb)proj$|^(?:packages\.config|directory\.(?:packages|build)\.props)$|\.nuspec$/,
    read: inXml(
      byPatterns(
        /<(?:PackageReference|PackageVersion|package|dependency)\s{1,20}(?:Include|Update|id)\s{0,4}=\s{0,4}"(?<name>[\w.-]{1,100})"(?:[^<>]{0,100}?version\s{0,4}=\s{0,4}"(?<version>[^"\n]{1,60})"|[^<>]{0,100}>\s{0,80}<Version>(?<version>[^<\n]{1,60})<)?/gi,
        /<(?<name>TargetFramework)>net(?<version>\d{1,2}\.\d)/g,
      ),
    ),
  },
  {
    id: "nuget-lock",
    ecosystem: "nuget",
    files: /^packages\.lock\.json$/,
    read: byPatterns(
      /"(?<name>[\w.-]{1,100})": \{\s{0,40}"type": "\w{1,40}",[^{}]{0,300}?"resolved": "(?<version>[^"]{1,60})"/g,
    ),
  },
  {
    id: "podfile",
    ecosystem: "apple",
    files: /^podfile$|\.podspec$/,
    read: byPatterns(
      /(?:\bpod|\.dependency)[ \t(]{1,8}["'](?<name>[\w+./-]{1,80})["'](?:[ \t]{0,8},[ \t]{0,8}["'](?<version>[^"'\n]{1,60})["'])?/g,
    ),
  },
  {
    id: "podfile-lock",
    ecosystem: "apple",
    files: /^podfile\.lock$/,
    read: byPatterns(/^ {2}- "?(?<name>[\w+./-]{1,80}) \((?<version>\d[^)\n]{0,60})\)/gm),
  },
  {
    id: "swift-package",
    ecosystem: "apple",
    files: /^package(?:@swift-[\d.]{1,8})?\.swift$/,
    read: byPatterns(
      /url:\s{0,8}"[^"\n]{1,160}\/(?<name>[\w.-]{1,80}?)(?:\.git)?",\s{0,20}(?:from:|exact:|\.upToNextMajor\(from:|\.upToNextMinor\(from:|\.exact\()?\s{0,8}"(?<version>\d[^"\n]{0,40})"/g,
    ),
  },
  {
    id: "swift-resolved",
    ecosystem: "apple",
    files: /^package\.resolved$/,
    read: byPatterns(
      /"(?:identity|package)"\s{0,4}:\s{0,4}"(?<name>[\w.-]{1,80})"[^{}]{0,400}\{[^{}]{0,300}?"version"\s{0,4}:\s{0,4}"(?<version>[^"]{1,40})"/g,
    ),
  },
  {
    id: "pubspec",
    ecosystem: "pub",
    files: /^pubspec\.ya?ml$/,
    read: byPatterns(/^ {2}(?<name>\w{1,80}):[ \t]{1,8}["']?(?<version>[\^<>=]{0,2}\d[^"'#\n]{0,60}|any)/gm),
  },
  {
    id: "pubspec-lock",
    ecosystem: "pub",
    files: /^pubspec\.lock$/,
    read: byPatterns(
      /^ {2}(?<name>\w{1,80}):\r?\n(?: {4,8}[^\n]{0,200}\n){0,12}? {4}version: "(?<version>[^"\n]{1,40})"/gm,
    ),
  },
  {
    id: "mix",
    ecosystem: "hex",
    files: /^mix\.exs$|^rebar\.config$/,
    read: byPatterns(/\{:?(?<name>[a-z]\w{1,60})\s{0,8},\s{0,8}"(?<version>[^"\n]{1,40})"/g),
  },
  {
    id: "mix-lock",
    ecosystem: "hex",
    files: /^mix\.lock$|^rebar\.lock$/,
    read: byPatterns(
      /"(?<name>\w{1,60})": \{:hex, :\w{1,60}, "(?<version>[^"\n]{1,40})"/g,
      /\{<<"(?<name>\w{1,60})">>,\{pkg,<<"\w{1,60}">>,<<"(?<version>[^"\n]{1,40})">>/g,
    ),
  },
  {
    id: "conan",
    ecosystem: "native",
    files: /^conanfile\.(?:txt|py)$|^conan\.lock$/,
    read: byPatterns(/(?:^|["'(\s])(?<name>[a-z][\w+.-]{1,60})\/(?<version>\[?[<>=~^]{0,2}\d[^@"'#\s]{0,40})/gm),
  },
  {
    id: "vcpkg",
    ecosystem: "native",
    files: /^vcpkg\.json$/,
    read: byPatterns(
      /"name"\s{0,4}:\s{0,4}"(?<name>[\w-]{1,60})"(?:,\s{0,40}"version(?:>=|-string|-semver)?"\s{0,4}:\s{0,4}"(?<version>[^"]{1,40})")?/g,
      /^[ \t]{1,20}"(?<name>[a-z0-9-]{2,60})",?\r?$/gm,
    ),
  },
  {
    id: "dockerfile",
    ecosystem: "docker",
    files: /^(?:dockerfile|containerfile)(?:[.-][\w.-]{1,60})?$|\.(?:dockerfile|containerfile)$/,
    read: byPatterns(
      /^[ \t]{0,8}FROM[ \t]{1,8}(?:--platform=\S{1,60}[ \t]{1,8})?(?:(?:docker\.io|public\.ecr\.aws\/docker|mirror\.gcr\.io)\/)?(?:library\/)?(?<name>[\w.-]{1,80}(?:\/[\w.-]{1,80}){0,4}):(?<version>[\w.-]{1,80})/gim,
    ),
  },
];

function inXml(read: Manifest["read"]): Manifest["read"] {
  return (text) => read(withoutXmlComments(text));
}

/** A lock file's version is no range, whatever a version without an operator means elsewhere. */
function exactly(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replace('version = "(?<version>', 'version = (?<version>"'), pattern.flags);
}

/** All names at once: asked of every file, and of most there is nothing more to ask. */
const ANY_MANIFEST = new RegExp(MANIFESTS.map(({ files }) => `(?:${files.source})`).join("|"));

/** The manifest that a file of this name is; `name` in lower case. */
export function manifestNamed(name: string): Manifest | undefined {
  return ANY_MANIFEST.test(name) ? MANIFESTS.find(({ files }) => files.test(name)) : undefined;
}
