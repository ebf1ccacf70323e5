/** Maven, Gradle and sbt: versions stand in properties and variables, and what stands for them is looked up in the file. */
import { type Dependency, withoutXmlComments } from "./manifest.ts";

const COORDINATES = "[\\w.-]{1,100}";

/** `pom.xml`: `<dependency>` and its like, with `${property}`; the Java release it is compiled for. */
export function* maven(given: string): Generator<Dependency> {
  const text = withoutXmlComments(given);
  const properties = new Map(collect(text, /<([\w.-]{1,80})>([^<>\s]{1,60})<\/\1>/g));
  const own = ownVersion(text);
  for (const name of ["project.version", "pom.version", "version"]) {
    if (own === undefined) properties.delete(name);
    else properties.set(name, own);
  }
  const block =
    /<groupId>\s{0,20}([\w.-]{1,100})\s{0,20}<\/groupId>\s{0,40}<artifactId>\s{0,20}([\w.-]{1,100})\s{0,20}<\/artifactId>(?:\s{0,40}<version>\s{0,20}([^<\s]{1,80})\s{0,20}<\/version>)?/g;
  for (const match of text.matchAll(block)) {
    const [all, group = "", artifact = "", version = ""] = match;
    const start = match.index + all.indexOf(artifact, all.indexOf("<artifactId>"));
    yield {
      name: `${group}:${artifact}`,
      version: resolved(version, properties),
      start,
      end: start + artifact.length,
    };
  }
  yield* release(
    text,
    /<(?:maven\.compiler\.(?:release|target)|java\.version|release)>\s{0,20}(?:1\.)?(\d{1,2})\s{0,20}</g,
  );
}

/** What `${project.version}` stands for: the project's own version or, where it has none, its parent's. */
function ownVersion(text: string): string | undefined {
  const end = text.search(/<(?:dependencies|dependencyManagement|properties|build|profiles|modules)>/);
  const head = end < 0 ? text : text.slice(0, end);
  const parent = head.indexOf("</parent>");
  const version = /<version>\s{0,20}([^<>\s]{1,60})\s{0,20}<\/version>/;
  return (version.exec(head.slice(Math.max(0, parent))) ?? version.exec(head))?.[1];
}

/** Gradle (Groovy and Kotlin), sbt, lock files of Gradle. */
export function* gradle(text: string): Generator<Dependency> {
  const variables = collect(text, /(?<![\w.-])([\w.-]{1,60})\s{0,4}(?:=|:)\s{0,4}["'](\d[\w.+-]{0,40})["']/g);
  const whole = new RegExp(
    `["'](${COORDINATES}):(${COORDINATES})(?::([^"'\\s:@]{1,80}))?(?:[:@][^"'\\n]{0,40})?["']`,
    "g",
  );
  yield* coordinates(text, whole, variables);
  yield* coordinates(text, new RegExp(`^(${COORDINATES}):(${COORDINATES}):([^=\\s]{1,60})=`, "gm"), variables);
  yield* coordinates(
    text,
    new RegExp(
      `group\\s{0,4}[:=]\\s{0,4}["'](${COORDINATES})["']\\s{0,4},\\s{0,8}(?:name|module)\\s{0,4}[:=]\\s{0,4}["'](${COORDINATES})["'](?:\\s{0,4},\\s{0,8}version\\s{0,4}[:=]\\s{0,4}["']?([^"'\\s,)]{1,60}))?`,
      "g",
    ),
    variables,
  );
  yield* coordinates(
    text,
    new RegExp(
      `"(${COORDINATES})"\\s{1,4}%{1,3}\\s{1,4}"(${COORDINATES})"(?:\\s{1,4}%\\s{1,4}"?([^"\\s,)]{1,60}))?`,
      "g",
    ),
    variables,
  );
  yield* release(
    text,
    /(?:JavaLanguageVersion\.of\(\s{0,4}|(?:sourceCompatibility|targetCompatibility)\s{0,4}=?\s{0,4}["']?(?:JavaVersion\.VERSION_)?(?:1[._])?|jvmToolchain\(\s{0,4})(\d{1,2})/g,
  );
}

/** `libs.versions.toml`: `module = "g:a"`, `version.ref = "x"`. */
export function* versionCatalog(text: string): Generator<Dependency> {
  const versions = collect(text, /^([\w.-]{1,60})[ \t]{0,20}=[ \t]{0,20}"([^"\n]{1,40})"/gm);
  const line =
    /=[ \t]{0,20}\{[^}\n]{0,100}?(?:module[ \t]{0,4}=[ \t]{0,4}"([\w.-]{1,100}):([\w.-]{1,100})"|group[ \t]{0,4}=[ \t]{0,4}"([\w.-]{1,100})"[ \t]{0,4},[ \t]{0,4}name[ \t]{0,4}=[ \t]{0,4}"([\w.-]{1,100})")([^}\n]{0,120})\}/g;
  for (const match of text.matchAll(line)) {
    const [all, group = match[3] ?? "", artifact = match[4] ?? "", , , rest = ""] = match;
    const reference = /version\.ref[ \t]{0,4}=[ \t]{0,4}"([\w.-]{1,60})"/.exec(rest)?.[1];
    const version =
      reference === undefined ? /version[ \t]{0,4}=[ \t]{0,4}"([^"]{1,40})"/.exec(rest)?.[1] : versions.get(reference);
    const start = match.index + all.indexOf(artifact, all.indexOf(group) + group.length);
    yield { name: `${group}:${artifact}`, version: version ?? "", start, end: start + artifact.length };
  }
  yield* coordinates(text, new RegExp(`["'](${COORDINATES}):(${COORDINATES}):([^"'\\s:@]{1,80})["']`, "g"), versions);
}

function* coordinates(text: string, pattern: RegExp, variables: ReadonlyMap<string, string>): Generator<Dependency> {
  for (const match of text.matchAll(pattern)) {
    const [all, group = "", artifact = "", version = ""] = match;
    const start = match.index + all.indexOf(artifact, all.indexOf(group) + group.length);
    // Scala's `%%` puts the compiler's version behind the name.
    yield { name: `${group}:${artifact}`, version: resolved(version, variables), start, end: start + artifact.length };
  }
}

function* release(text: string, pattern: RegExp): Generator<Dependency> {
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    yield { name: "java", version: match[1] ?? "", start: match.index, end };
  }
}

const MAX_VARIABLES = 2_000;

function collect(text: string, pattern: RegExp): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(pattern)) {
    if (found.size >= MAX_VARIABLES) break;
    found.set(name, value);
  }
  return found;
}

/** `${bc.version}`, `$bcVersion`, `versions.bc`, `bcVersion`: what the file gives them; nothing where another file does. */
function resolved(version: string, variables: ReadonlyMap<string, string>): string {
  if (/^[\d[(]/.test(version)) return version;
  const name = version.replace(/^\$\{?|\}$/g, "");
  return variables.get(name) ?? variables.get(name.slice(name.lastIndexOf(".") + 1)) ?? "";
}
