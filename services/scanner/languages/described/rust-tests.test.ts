import { expect, test } from "vitest";
import { rustTests } from "./rust-tests.ts";

const SOURCE = `use a::b;
fn f() {}

#[cfg(test)]
#[allow(dead_code)]
mod tests {
    const KEY: &str = "
x
";
    #[test]
    fn g() {
        h();
    }
}

fn i() {}

#[test]
fn j() { k();
}
fn q() {}
fn m() {}
#[test]
fn n() { o(); }
fn p() {}
#[cfg(test)]
use c::d;
#[cfg(test)]
mod apart;
fn l() {}
`;

test("a module of tests and a single one last to the end of their block; what is only imported for tests opens none", () => {
  expect(rustTests(SOURCE)).toEqual([
    { from: 4, to: 14 },
    { from: 18, to: 20 },
    { from: 23, to: 24 },
  ]);
});

test("a block that is not closed lasts to the end; no test, no lines", () => {
  expect(rustTests("#[cfg(test)]\nmod tests {\n  fn f() {}\n")).toEqual([{ from: 1, to: 4 }]);
  expect(rustTests("fn latest() {}\n")).toEqual([]);
});

test("hostile texts take linear time", () => {
  const started = performance.now();
  rustTests("#[cfg(test)]\nmod t {\n".repeat(200_000));
  rustTests("#[test]\n".repeat(400_000));
  rustTests(`#[cfg(test)]\n${"#[a]\n".repeat(400_000)}`);
  expect(performance.now() - started).toBeLessThan(10_000);
});
