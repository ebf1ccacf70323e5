/** What the API answers to a GET, as its description says. */
import type { paths } from "./schema.ts";

export type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
