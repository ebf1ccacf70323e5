/** Waiting for what a fault brings about. */
import { setTimeout as sleep } from "node:timers/promises";

export type Question<T> = () => Promise<T | undefined | false>;

/** Asks every 50 ms until there is an answer; questions may fail meanwhile, as a busy service does. `said` tells what was heard. */
export async function until<T>(
  what: string,
  question: Question<T>,
  withinMs: number,
  said: () => Promise<string>,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let failure = "";
  while (performance.now() < deadline) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer as T;
    } catch (thrown) {
      failure = thrown instanceof Error ? thrown.message : String(thrown);
    }
    await sleep(50);
  }
  throw new Error(`waited ${withinMs} ms in vain until ${what} ${failure}\n${await said()}`);
}
