/**
 * Answers about a list of repositories that does not change: the next snapshot is another list, and what was worked out for
 * this one goes with it.
 */
const KEPT = 40;

export class Remembered<Answer> {
  readonly #answers = new WeakMap<object, Map<string, Answer>>();

  /** `key`: all that the answer depends on but the list. */
  of(repositories: object, key: string, make: () => Answer): Answer {
    const answers = this.#answers.get(repositories) ?? new Map<string, Answer>();
    this.#answers.set(repositories, answers);
    const known = answers.get(key);
    answers.delete(key);
    const answer = known ?? make();
    answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
    return answer;
  }

  forget(repositories: object, key: string): void {
    this.#answers.get(repositories)?.delete(key);
  }
}
