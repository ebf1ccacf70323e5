/** The oracles there are: adding one is an entry here and a folder beside it. */
import { join } from "node:path";
import type { Oracle } from "./oracle.ts";

export const ORACLES: readonly Oracle[] = [
  {
    language: "go",
    models: ["go"],
    program: "go",
    advice: "install Go 1.22 or later (https://go.dev/dl/)",
    args: () => ["run", "."],
    folder: "go",
    library: { args: ["env", "GOROOT"], folder: "src" },
    // nothing is obtained: the oracle imports the standard library only
    env: () => ({ GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false", GOPROXY: "off", GOWORK: "off" }),
  },
  {
    language: "python",
    models: ["python"],
    program: "python3",
    advice: "install Python 3.9 or later",
    args: (here) => ["-B", "-W", "ignore", join(here, "python", "oracle.py")],
    library: { args: ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"] },
  },
  {
    language: "java",
    models: ["java"],
    program: "javac",
    advice: "install a JDK, 17 or later",
    check: ["--release", "17", "-version"],
    start: "sh",
    args: (here) => [join(here, "java", "run.sh")],
  },
  {
    language: "javascript",
    models: ["javascript", "typescript", "tsx"],
    program: "node",
    advice: "put node_modules/.bin first, as npm does",
    args: (here) => [join(here, "ecmascript", "oracle.ts")],
  },
  {
    language: "c",
    models: ["c"],
    program: "python3",
    advice:
      "install Python 3.9 or later and its package libclang (18.1.1 was tried), in a virtual environment for instance",
    check: ["-c", "import clang.cindex"],
    args: (here) => ["-B", "-W", "ignore", join(here, "c", "oracle.py")],
  },
];

export function oracleFor(language: string): Oracle {
  const oracle = ORACLES.find((each) => each.language === language);
  if (oracle) return oracle;
  throw new Error(`no oracle for "${language}": there is one for ${ORACLES.map((each) => each.language).join(", ")}`);
}
