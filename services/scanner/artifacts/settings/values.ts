/** From the value of a configuration key to the algorithms it names. */
import type { AlgorithmUse } from "../../algorithms/algorithm.ts";
import { curveName } from "../../algorithms/curves.ts";
import { notation } from "../../algorithms/notations/all.ts";
import { hashName } from "../../algorithms/parameters.ts";
import { judge, lookup } from "../../algorithms/registry.ts";
import type { Setting } from "./setting.ts";

/** Values of the keys beside it that carry parameters. */
export interface Parameters {
  readonly size?: string | undefined;
  readonly curve?: string | undefined;
  readonly hash?: string | undefined;
}

/** `blank`: only blanks stand between key and value, so it may be prose; its first word decides. */
export function usesIn(key: string, value: string, setting: Setting, blank: boolean): readonly AlgorithmUse[] {
  const plain = withoutComment(value).replace(/\\([!$])/g, "$1");
  if (setting.value === "key" && setting.algorithm === undefined) return readWord(key, setting);
  if (setting.value === "size") return sized(plain, setting);
  if (setting.value === "curve") return curved(plain, setting);
  if (setting.algorithm !== undefined) return named(setting.algorithm);
  const words = wordsOf(plain);
  if (setting.affixed && !namesFirst(words, setting)) return [];
  if (setting.value === "text") return readWord(unquoted(plain), setting);
  const first = words[0];
  if (
    blank &&
    setting.value !== "rest" &&
    setting.ends === undefined &&
    first &&
    !first.taken &&
    readWord(first.word, setting).length === 0
  ) {
    if (!isKnown(first.word, setting)) return [];
  }
  return added(words, setting);
}

function namesFirst(words: readonly Word[], setting: Setting): boolean {
  const first = words.find((each) => !each.taken);
  return first === undefined || readWord(first.word, setting).length > 0;
}

interface Word {
  readonly word: string;
  /** `-SSLv3`, `!MD5` */
  readonly taken: boolean;
}

/** What the words add, in order, without what later words take away again. */
function added(words: readonly Word[], setting: Setting): readonly AlgorithmUse[] {
  const onlyTaken = words.length > 0 && words.every((each) => each.taken);
  let uses = onlyTaken ? (setting.all ?? []).flatMap(named) : [];
  for (const { word, taken } of words) {
    const read = readWord(word, setting);
    if (!taken) uses = [...uses, ...read];
    else {
      const names = new Set(read.map(nameOf));
      uses = uses.filter((use) => !names.has(nameOf(use)));
    }
  }
  return distinct(uses);
}

function distinct(uses: readonly AlgorithmUse[]): readonly AlgorithmUse[] {
  return [...new Map(uses.map((use) => [nameOf(use), use])).values()];
}

function nameOf(use: AlgorithmUse): string {
  return judge(use, use.operation ?? "unknown").algorithm;
}

function isKnown(word: string, setting: Setting): boolean {
  return setting.map !== undefined && Object.hasOwn(setting.map, word);
}

function readWord(word: string, setting: Setting): readonly AlgorithmUse[] {
  const mapped = setting.map && Object.hasOwn(setting.map, word) ? setting.map[word] : undefined;
  if (mapped !== undefined) return (typeof mapped === "string" ? [mapped] : mapped).filter(Boolean).flatMap(named);
  const reader = setting.notation ?? (setting.map ? undefined : "registry");
  const uses = reader === undefined ? [] : (notation(reader)?.parse(word) ?? []);
  // a name tells what it is for: what stands under the wrong key is no use
  return reader === "ssh" && setting.operation !== "unknown"
    ? uses.filter((use) => use.operation === setting.operation)
    : uses;
}

/** An algorithm of the registry, also with parameters; a version of a protocol. */
function named(name: string): readonly AlgorithmUse[] {
  if (lookup(name)) return [{ name }];
  const version = notation("tls-version")?.parse(name) ?? [];
  if (version.length > 0 && /^(?:D?TLS|SSL)v\d/.test(name)) return version;
  const group = /^(?:DH|ECDH|X25519|X448)-/.test(name)
    ? (notation("tls-groups")?.parse(name.replace(/^ECDH-/, "")) ?? [])
    : [];
  return group.length > 0 ? group.map(({ protocol: _, ...use }) => use) : (notation("registry")?.parse(name) ?? []);
}

function sized(value: string, setting: Setting): readonly AlgorithmUse[] {
  const bits = bitsOf(value);
  return bits === undefined ? [] : named(setting.algorithm ?? "").map((use) => withSize(use, bits));
}

function curved(value: string, setting: Setting): readonly AlgorithmUse[] {
  return wordsOf(value).flatMap(({ word, taken }) => {
    const use = taken ? undefined : notation("curve")?.parse(word)[0];
    if (use?.curve === undefined) return [];
    return use.name === "EC"
      ? named(setting.algorithm ?? "EC").map((each) => ({ ...each, curve: use.curve ?? "" }))
      : [use];
  });
}

/** The use with what the keys beside it say, where it does not say so itself. */
export function withParameters(use: AlgorithmUse, { size, curve, hash }: Parameters): AlgorithmUse {
  const bits = size === undefined || use.keySize !== undefined ? undefined : bitsOf(withoutComment(size));
  const given = bits === undefined ? use : withSize(use, bits);
  const entry = lookup(use.name);
  const onCurve = entry?.size === "curve" && given.curve === undefined && curve !== undefined;
  const curveGiven = onCurve ? curveName(unquoted(withoutComment(curve))) : undefined;
  const digest = hash === undefined || given.hash !== undefined ? undefined : hashName(unquoted(withoutComment(hash)));
  return {
    ...given,
    ...(curveGiven === undefined ? {} : { curve: curveGiven }),
    ...(digest === undefined ? {} : { hash: digest }),
  };
}

function bitsOf(value: string): number | undefined {
  const digits = /^["'\s(]*(?:dword:)?(\d{2,5})\b/.exec(value)?.[1];
  const bits = Number(digits);
  return digits !== undefined && bits >= 40 && bits <= 65_536 ? bits : undefined;
}

/** A size is the modulus or the key; of an elliptic curve it names the NIST curve. */
function withSize(use: AlgorithmUse, bits: number): AlgorithmUse {
  const entry = lookup(use.name);
  if (entry?.size === "curve") {
    return use.curve === undefined && [192, 224, 256, 384, 521].includes(bits) ? { ...use, curve: `P-${bits}` } : use;
  }
  return entry?.size === "modulus" || entry?.size === "key" ? { ...use, keySize: bits } : use;
}

/** Words of a value: cut at blanks, commas and colons, without quotes. */
function wordsOf(value: string): readonly Word[] {
  return value
    .split(/[\s,:;|]+|(?<=\w)\+(?=\w)/)
    .map((word) => word.replace(/^[["'(]+/, "").replace(/(?<![\]"')])[\]"')]+$/, ""))
    .filter((word) => word !== "")
    .map((word) => ({ word: word.replace(/^(?:[+!-]|[<>]?=)/, ""), taken: /^[-!]/.test(word) }));
}

/** ` # …` at the end of a value. */
function withoutComment(value: string): string {
  return value.replace(/(?:(?<![ \t])[ \t]+(?:#(?!\{)|\/\/)|<!--).*$/gm, "");
}

function unquoted(value: string): string {
  return value
    .trim()
    .replace(/(?<![;,])[;,]+$/, "")
    .replace(/^["'(]+/, "")
    .replace(/(?<!["')])["')]+$/, "");
}
