import { expect, test } from "vitest";
import { ServerEventReader } from "./server-events.ts";

const TEXT =
  'retry: 2000\n\nid: 7\nevent: progress\ndata: {"a":1}\n\n: still here\n\nevent: end\r\ndata: x\r\ndata: y\r\n\r\n';
const EVENTS = [
  { event: "progress", data: '{"a":1}' },
  { event: "end", data: "x\ny" },
];

test.each([1, 2, 5, 1_000])("events are whole, in pieces of %i characters", (size) => {
  const reader = new ServerEventReader();
  const events = [];
  for (let at = 0; at < TEXT.length; at += size) events.push(...reader.push(TEXT.slice(at, at + size)));
  expect(events).toEqual(EVENTS);
  expect(reader.lastId).toBe("7");
});

test("what is not ended is no event, and what never ends is refused", () => {
  const reader = new ServerEventReader();
  expect(reader.push("data: half")).toEqual([]);
  expect(reader.push("\n")).toEqual([]);
  expect(() => reader.push("x".repeat(4_000_001))).toThrow("no end");
});
