import { expect, test } from "vitest";
import { PathMap } from "./path-map.ts";

interface Value {
  readonly number: number;
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

test("it is a map, and every version of it stays as it was", () => {
  const pick = random(1);
  const versions: { map: PathMap<Value>; model: ReadonlyMap<string, Value> }[] = [];
  let map = PathMap.empty<Value>();
  let model = new Map<string, Value>();
  for (let step = 0; step < 3000; step++) {
    const key = `folder/${pick(400)}`;
    const value = pick(3) === 0 ? undefined : { number: step };
    map = map.with(key, value);
    model = new Map(model);
    if (value) model.set(key, value);
    else model.delete(key);
    if (step % 100 === 0) versions.push({ map, model });
  }
  for (const each of versions) {
    expect(new Map(each.map.entries())).toEqual(each.model);
    expect(each.map.size).toBe(each.model.size);
    for (const key of each.model.keys()) expect(each.map.get(key)).toBe(each.model.get(key));
  }
  expect(map.get("nowhere")).toBeUndefined();
});

test("differences are the keys whose values are not the same, on either side", () => {
  const pick = random(2);
  let left = PathMap.empty<Value>();
  for (let at = 0; at < 2000; at++) left = left.with(`a/${at}`, { number: at });
  let right = left;
  const changed = new Set<string>();
  for (let step = 0; step < 50; step++) {
    const key = `a/${pick(2100)}`;
    right = right.with(key, pick(2) === 0 ? undefined : { number: -1 });
    if (left.get(key) !== right.get(key)) changed.add(key);
    else changed.delete(key);
  }
  const found = [...left.differences(right)];
  expect(new Set(found.map(({ key }) => key))).toEqual(changed);
  for (const { key, left: mine, right: theirs } of found) {
    expect(mine).toBe(left.get(key));
    expect(theirs).toBe(right.get(key));
  }
  expect([...left.differences(left)]).toEqual([]);
  expect([...PathMap.empty<Value>().differences(left)]).toHaveLength(2000);
});
