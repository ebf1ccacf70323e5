/** Prints what became of each fault case as one table, after everything else that the run says. */
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { FaultLine } from "./fault-case.ts";

interface Row extends Partial<FaultLine> {
  readonly name: string;
  readonly state: string;
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.id ?? "?",
    row.fault ?? row.name,
    String(row.redelivered ?? ""),
    String(row.duplicates ?? ""),
    row.waived !== undefined
      ? "waived"
      : row.digestEqual === undefined
        ? "did not run"
        : row.digestEqual
          ? "yes"
          : "NO",
    row.seconds?.toFixed(1) ?? "",
    row.waived === undefined ? row.state : `refused here: ${row.waived}`,
  ]);
  const head = ["case", "what was done", "redelivered", "duplicates", "digest equal", "seconds", "result"];
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((line) => line[at]?.length ?? 0)));
  const line = (texts: readonly string[]) => texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join("  ");
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}

export class FaultTableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) => [...module.children.allTests()].filter(isFaultCase).map(rowOf));
    rows.sort((a, b) => (a.id ?? "").localeCompare(b.id ?? "", "en", { numeric: true }));
    if (rows.length > 0) process.stdout.write(`\n${table(rows)}\n`);
  }
}

/** By its place, so that a case that never ran still has its line. */
function isFaultCase({ module, name }: TestCase): boolean {
  return /tests\/(faults|integration\/faults)/.test(module.moduleId) && /^\d/.test(name);
}

function rowOf(test: TestCase): Row {
  return { name: test.name, state: test.result().state, ...test.meta().faultLine };
}
