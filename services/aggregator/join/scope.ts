/**
 * Scope: what part a path plays in its repository. Decided from the path relative to the target alone, so a target
 * below a folder called `test` is not a test. Nothing is dropped because of its scope.
 */
import type { Scope } from "@pqc-audit/reports/model/finding.ts";
import { VENDORED_FOLDERS } from "@pqc-audit/reports/model/vendored-folders.ts";

export interface ScopeRule {
  readonly scope: Scope;
  /** Folder names, lower case; any folder on the path counts. */
  readonly folders?: readonly string[];
  /** Folder names, lower case, or paths of several; below them `folders` do not count. */
  readonly notBelow?: readonly string[];
  /** Tested against the file name as it is written. */
  readonly files?: readonly RegExp[];
  /** Tested against each folder's name as it is written. */
  readonly folderNames?: readonly RegExp[];
  /** Tested against the whole path in lower case. */
  readonly paths?: readonly RegExp[];
}

/**
 * First match wins. The scopes that make a finding less urgent stand first: a test inside a vendored library is a
 * test, an example inside the documentation is an example.
 */
export const SCOPE_RULES: readonly ScopeRule[] = [
  {
    scope: "test",
    folders: [
      "test",
      "tests",
      "testing",
      "__tests__",
      "__fixtures__",
      "__mocks__",
      "__snapshots__",
      "androidtest",
      // what is measured or fuzzed there is not shipped
      "bench",
      "benches",
      "benchmark",
      "benchmarks",
      "cypress",
      "e2e",
      "fixture",
      "fixtures",
      "fuzz",
      "fuzzers",
      "fuzzing",
      "integration-test",
      "integration-tests",
      "integrationtest",
      "integrationtests",
      "mocks",
      "oss-fuzz",
      "regress",
      "selftest",
      "selftests",
      "spec",
      "specs",
      // Perl's
      "t",
      "test-data",
      "test-fixtures",
      "test_data",
      "testcases",
      "testdata",
      "testfixtures",
      "testutil",
      "testutils",
      "unit-tests",
      "unit_tests",
      "unittest",
      "unittests",
      "xctests",
      "xt",
    ],
    files: [
      /^test_.*\.(py|c|cc|cpp|cxx|rb|lua|erl)$/,
      /[._-](test|tests|spec|unittest|mock|mocks|stories)\.[^.]+$/,
      /[a-z0-9](Test|Tests|TestCase|IT)\.(java|kt|kts|scala|groovy|cs|vb|fs|swift|php|m|mm|dart)$/,
      // ScalaTest, Spock, Quick; elsewhere a `ConnectionSpec` or `ECParameterSpec` is a specification of its own
      /[a-z0-9]Spec\.(scala|groovy|swift)$/,
      /^conftest\.py$/,
      /^tests\.py$/,
      /^test\.(c|cc|cpp|cxx|erl|exs|pl)$/,
      // scripts that run tests or make what they need: `gen-test-certs.sh`
      /(^|[._-])tests?([._-].{0,255})?\.(bat|cmd|mk|sh)$/i,
      /_SUITE\.erl$/,
      /\.(bats|t)$/,
    ],
    // Maven's and Gradle's integration tests; a folder `it` alone may be Italian
    paths: [/(^|\/)src\/(it|itest|inttest|integrationtest|functionaltest|testfixtures)\//],
    folderNames: [
      /[a-z0-9](Test|Tests)$/,
      /(^|[._-])(test|tests|testing)([._-]|$)/i,
      // Go's packages for tests (`httptest`), and no words that merely end like that
      /^(?!(?:.*[._-])?(?:at|con|fas|grea|la|pro|shor)test)[a-z0-9]{2,}tests?$/,
    ],
  },
  {
    scope: "example",
    folders: [
      "cookbook",
      "cookbooks",
      "demo",
      "demos",
      "example",
      "examples",
      "playground",
      "quickstart",
      "quickstarts",
      "sample",
      "samples",
      "tutorial",
      "tutorials",
    ],
    // Maven's and Gradle's sources of what is shipped: there it is a package's name (`io.shop.sample.Keys`)
    notBelow: ["src/main"],
    files: [/\.(example|sample)$/i, /[.-](example|sample)\.[^.]+$/i, /_example\.[^.]+$/i, /\.ipynb$/],
  },
  {
    scope: "documentation",
    folders: ["doc", "docs", "documentation", "javadoc", "man", "manual", "wiki"],
    files: [
      /\.(md|mdx|markdown|rst|adoc|asciidoc|org|pod|tex|texi|texinfo)$/i,
      /^(README|CHANGELOG|CHANGES|HISTORY|NEWS|LICENSE|COPYING|NOTICE|AUTHORS)(\.txt)?$/i,
    ],
  },
  {
    scope: "vendored",
    folders: VENDORED_FOLDERS,
  },
  {
    scope: "generated",
    folders: ["__generated__", "gen", "generated", "generated-sources"],
    files: [
      /\.(pb|pb\.gw)\.go$/,
      /\.pb\.(cc|h)$/,
      /_pb2(_grpc)?\.pyi?$/,
      /_pb\.(js|ts|d\.ts)$/,
      /\.(min|bundle)\.(js|mjs|cjs|css)$/,
      /\.generated\.[^.]+$/,
      /\.(g|g\.i|designer)\.(cs|vb)$/i,
      /\.(g|freezed|gr|pb|pbenum|pbgrpc|pbjson)\.dart$/,
      /\.pb\.swift$/,
      /^zz_generated\..*\.go$/,
      /[._-]generated\.[^.]+$/,
      /_pb2?\.rb$/,
    ],
  },
  // what a build writes stands beside the sources; among them these are ordinary words (`src/dist/scheduler.rs`)
  { scope: "generated", folders: ["build", "dist", "out", "target"], notBelow: ["src", "source", "sources"] },
];

/** `path` is relative to the target with `/` separators. Production unless a rule says otherwise. */
export function scopeOf(path: string, rules: readonly ScopeRule[] = SCOPE_RULES): Scope {
  const segments = path.split("/");
  const file = segments.pop() ?? "";
  const folders = segments.map((segment) => segment.toLowerCase());
  const lower = path.toLowerCase();
  for (const rule of rules) {
    const below = rule.notBelow ? folders.findIndex((_folder, at) => beginsAny(rule.notBelow, folders, at)) : -1;
    const counted = below < 0 ? folders : folders.slice(0, below);
    if (rule.folders?.some((folder) => counted.includes(folder))) return rule.scope;
    if (rule.files?.some((pattern) => pattern.test(file))) return rule.scope;
    if (rule.folderNames?.some((pattern) => segments.some((segment) => pattern.test(segment)))) return rule.scope;
    if (rule.paths?.some((pattern) => pattern.test(lower))) return rule.scope;
  }
  return "production";
}

function beginsAny(paths: readonly string[] | undefined, folders: readonly string[], at: number): boolean {
  return paths?.some((path) => path.split("/").every((name, step) => folders[at + step] === name)) === true;
}
