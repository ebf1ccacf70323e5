/**
 * The page of all keys, written from their declarations. `node services/platform/config/documentation.ts` writes
 * docs/CONFIGURATION.md; a test fails when the page and the declarations disagree.
 */
import { writeFileSync } from "node:fs";
import { allKeys, SECTIONS } from "./config.ts";
import { variableOf } from "./environment.ts";
import type { KeySchema } from "./key.ts";

export const PAGE = new URL("../../../docs/CONFIGURATION.md", import.meta.url);

export function configurationPage(): string {
  return `${INTRODUCTION}${Object.keys(SECTIONS).map(sectionTable).join("\n")}`;
}

const INTRODUCTION = `# Configuration

One YAML file (\`--config FILE\`, or \`PQC_AUDIT_CONFIG\`), every key optional; environment variables win over the file.
\`--config development\` and \`--config production\` take the profiles in \`services/platform/config/profiles/\`.
The variable of a key is \`PQC_AUDIT_<SECTION>_<KEY>\`: \`${variableOf("performance.max_workers")}=4\`; lists are separated
by commas. Secrets are never in the file: keys that end in \`_file\` name the file that holds them. A key or variable that
is not listed here is refused by name. \`pqc-audit config schema\` prints the JSON Schema.

Written from the declarations by \`node services/platform/config/documentation.ts\`.

`;

function sectionTable(section: string): string {
  const rows = [...allKeys()]
    .filter((key) => key.section === section)
    .map(
      ({ key, schema }) =>
        `| \`${key}\` | ${meaning(schema)} | \`${JSON.stringify(schema.default)}\` | ${limits(schema)} |`,
    );
  return `## ${section}\n\n| key | meaning | default | unit |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function meaning(schema: KeySchema): string {
  return schema.effect === "none yet" ? `${schema.description} **Accepted, no effect yet.**` : schema.description;
}

function limits(schema: KeySchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return `${schema.unit}, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${schema.unit}, at least ${minimum}`;
  return schema.unit;
}

if (import.meta.main) writeFileSync(PAGE, configurationPage());
