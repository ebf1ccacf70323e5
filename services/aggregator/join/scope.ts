/**
 * Scope: what part a path plays in its repository. Decided from the path relative to the target alone, so a target
 * below a folder called `test` is not a test. Nothing is dropped because of its scope.
 */
import type { Scope } from "@pqc-audit/reports/model/finding.ts";

export interface ScopeRule {
  readonly scope: Scope;
  /** Folder names, lower case; any folder on the path counts. */
  readonly folders?: readonly string[];
  /** Tested against the file name as it is written. */
  readonly files?: readonly RegExp[];
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
      "__mocks__",
      "androidtest",
      "e2e",
      "fixture",
      "fixtures",
      "integration-test",
      "integration-tests",
      "it",
      "mocks",
      "selftest",
      "selftests",
      "spec",
      "specs",
      "test-data",
      "testdata",
      "testutil",
      "testutils",
      "unittest",
      "unittests",
    ],
    files: [
      /^test_.*\.(py|c|cc|cpp|cxx)$/,
      /[._-](test|tests|spec|unittest)\.[^.]+$/,
      /(Test|Tests|TestCase|IT)\.(java|kt|kts|scala|groovy|cs|swift|php)$/,
      /^conftest\.py$/,
    ],
  },
  {
    scope: "example",
    folders: ["demo", "demos", "example", "examples", "sample", "samples", "tutorial", "tutorials"],
  },
  {
    scope: "documentation",
    folders: ["doc", "docs", "documentation", "javadoc", "man"],
    files: [
      /\.(md|markdown|rst|adoc|asciidoc|tex|texi|texinfo)$/i,
      /^(README|CHANGELOG|CHANGES|HISTORY|NEWS)(\.txt)?$/i,
    ],
  },
  {
    scope: "vendored",
    folders: [
      "3rdparty",
      "bower_components",
      "extern",
      "external",
      "externals",
      "godeps",
      "node_modules",
      "site-packages",
      "third-party",
      "third_party",
      "thirdparty",
      "vendor",
      "vendored",
      "vendors",
    ],
  },
  {
    scope: "generated",
    folders: ["__generated__", "build", "dist", "gen", "generated", "generated-sources", "out", "target"],
    files: [
      /\.(pb|pb\.gw)\.go$/,
      /\.pb\.(cc|h)$/,
      /_pb2(_grpc)?\.pyi?$/,
      /_pb\.(js|ts|d\.ts)$/,
      /\.(min|bundle)\.(js|mjs|cjs|css)$/,
      /\.generated\.[^.]+$/,
      /\.(g|designer)\.cs$/i,
    ],
  },
];

/** `path` is relative to the target with `/` separators. Production unless a rule says otherwise. */
export function scopeOf(path: string, rules: readonly ScopeRule[] = SCOPE_RULES): Scope {
  const segments = path.split("/");
  const file = segments.pop() ?? "";
  const folders = segments.map((segment) => segment.toLowerCase());
  for (const rule of rules) {
    if (rule.folders?.some((folder) => folders.includes(folder))) return rule.scope;
    if (rule.files?.some((pattern) => pattern.test(file))) return rule.scope;
  }
  return "production";
}
