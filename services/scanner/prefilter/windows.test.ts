import { expect, test } from "vitest";
import { chooseWindows, foldedWord, LONG_ANCHOR } from "./windows.ts";

const encode = (anchors: readonly string[]) => anchors.map((anchor) => Buffer.from(anchor.toLowerCase()));
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, k) => `${prefix}${(k * 7919 + 1000003).toString(36)}`);

test("the words are the anchor's own, and every anchor has what it needs", () => {
  const anchors = encode([...many("SSL_CTX_", 450), "EVP_", "hmac_x"]);
  const { everywhere, aligned } = chooseWindows(anchors);
  expect(everywhere.map(({ anchor }) => anchor).sort()).toEqual([450, 451]);
  for (const { word, anchor, back } of [...everywhere, ...aligned]) {
    expect(foldedWord(anchors[anchor] ?? Buffer.of(), back)).toBe(word);
  }
  for (let id = 0; id < 450; id++) {
    const backs = aligned.filter(({ anchor }) => anchor === id).map(({ back }) => back);
    const [first = -1] = backs;
    expect(backs).toEqual([first, first + 1, first + 2, first + 3]);
    expect(first + LONG_ANCHOR).toBeLessThanOrEqual(anchors[id]?.length ?? 0);
  }
});

test("few anchors are all looked for at every position", () => {
  const { everywhere, aligned } = chooseWindows(encode(many("SSL_CTX_", 300)));
  expect([everywhere.length, aligned.length]).toEqual([300, 0]);
});

test("a word of everyday text is avoided, a shared one preferred", () => {
  const word = (anchors: string[]) => chooseWindows(encode(anchors)).everywhere.map((each) => each.back);
  expect(word(["returnXQ_Z"])).not.toEqual([0]);
  expect(word(["qz_x", "abcqz_x"])).toEqual([0, 3]);
});

test("no word is shared by so many anchors that text full of it would stall the kernel", () => {
  const { aligned } = chooseWindows(encode(many("SSL_CTX_set_", 2000)));
  const sharers = new Map<number, number>();
  for (const { word } of aligned) sharers.set(word, (sharers.get(word) ?? 0) + 1);
  expect(Math.max(...sharers.values())).toBeLessThanOrEqual(256);
});
