/** Runs the examples that stand in a repository's declaration. */
import type { Fact } from "../fact.ts";
import { type ExampleFailure, testExamples } from "../matching/examples.ts";
import { SecondPass } from "./second-pass.ts";
import { kindOfLanguage, type Wrappers } from "./wrappers.ts";

export async function testWrappers(wrappers: Wrappers): Promise<readonly ExampleFailure[]> {
  const pass = new SecondPass(wrappers);
  const factsOf = async (language: string, code: string): Promise<readonly Fact[]> => {
    const bytes = Buffer.from(code);
    const read = (target: Uint8Array, from: number) => bytes.copy(target, 0, from, from + target.length);
    const outcome = await pass.scan(kindOfLanguage(language, wrappers), { length: bytes.length, read });
    if (outcome.status !== "scanned")
      throw new Error(`an example in ${language} was not scanned: ${JSON.stringify(outcome)}`);
    return outcome.facts;
  };
  const failures: ExampleFailure[] = [];
  for (const library of wrappers.libraries) {
    for (const model of library.models) failures.push(...(await testExamples(factsOf, library, model)));
  }
  return failures;
}
