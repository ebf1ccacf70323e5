/** How hostile sources are spelled in every language that is read. */
import { DESCRIBED_DIALECTS } from "./testing-described-dialects.ts";
import { type Dialect, typescript, WRITTEN_DIALECTS } from "./testing-dialects.ts";
import { componentDialects, SHELL_DIALECTS } from "./testing-framed-dialects.ts";
import { LEXICAL_DIALECTS } from "./testing-lexical-dialects.ts";

export const DIALECTS: readonly Dialect[] = [
  ...WRITTEN_DIALECTS,
  ...DESCRIBED_DIALECTS,
  ...LEXICAL_DIALECTS,
  ...SHELL_DIALECTS,
  ...componentDialects(typescript),
];
