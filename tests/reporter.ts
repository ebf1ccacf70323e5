/**
 * Ends a test run with one plain line, `N passed, N failed` (and `, N skipped`), for whoever reads only the last line.
 * A file that could not be loaded, a failed hook and an error outside any test count as failed: none of them may hide.
 */
import type { Reporter, TestModule, TestSuite } from "vitest/node";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function count(modules: readonly Pick<TestModule, "children" | "errors">[], unhandled: number): Counts {
  const counts: Counts = { passed: 0, failed: unhandled, skipped: 0 };
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    const suites: readonly Pick<TestSuite, "errors">[] = [...module.children.allSuites()];
    counts.failed += [module, ...suites].reduce((sum, group) => sum + group.errors().length, 0);
    for (const test of tests) {
      const { state } = test.result();
      if (state === "passed") counts.passed++;
      else if (state === "failed") counts.failed++;
      else counts.skipped++;
    }
  }
  return counts;
}

export function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export class LastLineReporter implements Reporter {
  private counts: Counts = { passed: 0, failed: 1, skipped: 0 };
  private readonly missing: () => number;

  /** `missing`: tests that should have been there and count as failed, asked at the end. */
  constructor(missing: () => number = () => 0) {
    this.missing = missing;
  }

  onInit(): void {
    // Printed at exit, so that no other reporter and no farewell comes after it. Writes to pipes and files are synchronous.
    process.once("exit", () => {
      const { counts } = this;
      process.stdout.write(`\n${line({ ...counts, failed: counts.failed + this.missing() })}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    this.counts = count(modules, unhandled.length);
  }
}
