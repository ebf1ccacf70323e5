/** Answers of a hosting service, read as what they should be: anything may stand in them. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unlike(what, "no object");
  return value as Fields;
}

export function listOf(value: unknown, what: string): readonly Fields[] {
  if (!Array.isArray(value)) throw unlike(what, "no list");
  return value.map((each) => fieldsOf(each, what));
}

export function textOf(fields: Fields, key: string, what: string): string {
  const value = fields[key];
  if (typeof value !== "string" || value === "") throw unlike(what, `one without ${key}`);
  return value;
}

export function optionalText(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export const isSet = (fields: Fields, key: string): boolean => fields[key] !== undefined && fields[key] !== null;

function unlike(what: string, found: string): TerminalError {
  return new TerminalError(`The answer for ${what} is not as the service documents it: ${found}. Is --hosting right?`);
}
