import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

const never = new AbortController().signal;

test("places are given in order; who wants all of them is passed by nobody", async () => {
  const slots = new Slots(2);
  const given: string[] = [];
  const note = (name: string, taking: Promise<(() => void) | undefined>) =>
    taking.then((release) => {
      given.push(name);
      return release;
    });
  const one = await note("one", slots.take(never));
  const all = note("all", slots.takeAll(never));
  const two = note("two", slots.take(never));
  await Promise.resolve();
  expect(given).toEqual(["one"]);
  one?.();
  one?.();
  const release = await all;
  expect(given).toEqual(["one", "all"]);
  release?.();
  await two;
  expect(given).toEqual(["one", "all", "two"]);
});

test("who gives up waiting lets those behind go on", async () => {
  const slots = new Slots(2);
  const held = await slots.take(never);
  const ending = new AbortController();
  const all = slots.takeAll(ending.signal);
  const behind = slots.take(never);
  ending.abort();
  expect(await all).toBeUndefined();
  expect(await behind).toBeTypeOf("function");
  expect(await slots.take(AbortSignal.abort())).toBeUndefined();
  held?.();
  expect(await slots.take(never)).toBeTypeOf("function");
});
