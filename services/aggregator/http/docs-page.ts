/** The API described for people, from its OpenAPI document: plain markup, without a script, so no policy has to be loosened. */
import { escaped } from "@pqc-audit/reports/markup.ts";
import {
  type Answer,
  type Content,
  type Document,
  operationsByTag,
  type Parameter,
  type Placed,
  type Schema,
} from "./docs-document.ts";

/** Deeper than any answer is. */
const DEEPEST = 8;

const code = (text: string) => `<code>${escaped(text)}</code>`;
/** Texts write code between backticks. */
const prose = (text: string | undefined) =>
  escaped(text ?? "").replace(/`([^`]{1,500})`/g, (_all, inner: string) => `<code>${inner}</code>`);
const json = (value: unknown) => {
  const lines = JSON.stringify(value, null, 2).split("\n");
  return `<pre tabindex="0"><code>${lines.map(escaped).join("\n")}</code></pre>`;
};

function typeOf(schema: Schema, depth = 0): string {
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (schema.oneOf) return "one of several objects";
  if (schema.items && depth < DEEPEST) return `list of ${typeOf(schema.items, depth + 1)}`;
  const type = [schema.type ?? "any"].flat().join(" | ");
  return schema.format ? `${type} (${schema.format})` : type;
}

function limitsOf(schema: Schema): string {
  const items = schema.items ?? {};
  const said: [string, unknown][] = [
    ["default", schema.default],
    ["at least", schema.minimum ?? items.minimum],
    ["at most", schema.maximum ?? items.maximum],
    ["shortest", schema.minLength ?? items.minLength],
    ["longest", schema.maxLength ?? items.maxLength],
    ["entries at most", schema.maxItems],
    ["pattern", schema.pattern ?? items.pattern],
  ];
  return said
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${code(typeof value === "string" ? value : JSON.stringify(value))}`)
    .join(", ");
}

const row = (cells: readonly string[]) =>
  `<tr><th scope="row">${cells[0]}</th>${cells
    .slice(1)
    .map((cell) => `<td>${cell}</td>`)
    .join("")}</tr>`;

function table(caption: string, heads: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return "";
  const head = heads.map((each) => `<th scope="col">${each}</th>`).join("");
  return `<div class="wide" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function fieldRows(schema: Schema, prefix = "", depth = 0): string[] {
  if (depth > DEEPEST) return [];
  if (schema.items) return fieldRows(schema.items, `${prefix}[]`, depth + 1);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const needed = schema.required?.includes(name) ? "always" : "";
    const own = row([code(path), code(typeOf(field)), needed, prose(field.description), limitsOf(field)]);
    return [own, ...fieldRows(field, path, depth + 1)];
  });
}

function parameterRow({ name, in: where, required, description, schema = {} }: Parameter): string {
  const text = prose(description ?? schema.description);
  return row([code(name), where, code(typeOf(schema)), required ? "always" : "", text, limitsOf(schema)]);
}

function examplesOf({ example, examples = {} }: Pick<Content, "example" | "examples">): unknown[] {
  return [example, ...Object.values(examples).map(({ value }) => value)].filter((each) => each !== undefined);
}

function contentOf(caption: string, { content }: Answer): string {
  return Object.entries(content ?? {})
    .map(([type, { schema = {}, ...shown }]) => {
      const fields = table(
        `${caption}, ${code(type)}`,
        ["Field", "Type", "There", "Meaning", "Limits"],
        fieldRows(schema),
      );
      return fields + examplesOf(shown).map(json).join("");
    })
    .join("");
}

function answerOf(status: string, answer: Answer): string {
  const good = status.startsWith("2");
  const title = `<h3>${escaped(status)}</h3><p>${prose(answer.description)}</p>`;
  if (good) return title + contentOf("Answer", answer);
  return (
    title +
    Object.values(answer.content ?? {})
      .flatMap(examplesOf)
      .map(json)
      .join("")
  );
}

const idOf = ({ method, path }: Placed) => `${method}-${path.replace(/[^a-zA-Z0-9]+/g, "-")}`;

function operationOf(placed: Placed): string {
  const { method, path, operation } = placed;
  const { summary, description, parameters = [], requestBody, responses = {} } = operation;
  const heads = ["Parameter", "In", "Type", "Needed", "Meaning", "Limits"];
  return `<details id="${idOf(placed)}"><summary><b class="${method}">${method.toUpperCase()}</b> ${code(path)} <span>${prose(summary)}</span></summary>
${description ? `<p>${prose(description)}</p>` : ""}
${table("Parameters", heads, parameters.map(parameterRow))}
${requestBody ? contentOf("Body", requestBody) : ""}
${Object.entries(responses)
  .map(([status, answer]) => answerOf(status, answer))
  .join("\n")}
</details>`;
}

export function docsPage(document: Document, styleUrl: string): string {
  const tags = [...operationsByTag(document)];
  const links = tags.map(([tag]) => `<li><a href="#${escaped(tag)}">${escaped(tag)}</a></li>`).join("");
  const sections = tags.map(
    ([tag, operations]) =>
      `<section><h2 id="${escaped(tag)}">${escaped(tag)}</h2>${operations.map(operationOf).join("\n")}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(document.info.title)} API</title><link rel="stylesheet" href="${escaped(styleUrl)}"></head>
<body><header><h1>${escaped(document.info.title)} API</h1><p>${prose(document.info.description)}</p>
<p>Send <code>authorization: Bearer TOKEN</code>. Every error is <code>{"error": {"code", "message"}}</code>. The same as OpenAPI 3.1: <code>/api/v1/openapi.json</code>.</p>
<nav aria-label="Parts"><ul>${links}</ul></nav></header>
<main>${sections.join("\n")}</main></body></html>`;
}

/** Its style sheet: the policy allows no style inside a page. */
export const DOCS_STYLE = `:root{color-scheme:light dark;background:Canvas;color:CanvasText;--line:#8886;--soft:#8882;--link:light-dark(#0b57d0,#8ab4f8)}
body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:0 auto;padding:1rem}
a{color:var(--link)}nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;list-style:none}
details{border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0;padding:.4rem .8rem}
summary{cursor:pointer;overflow-wrap:anywhere}summary b{display:inline-block;min-width:4.2rem}
code,pre{font:.875em/1.5 ui-monospace,monospace}pre{background:var(--soft);padding:.6rem;border-radius:.4rem;overflow:auto}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
th[scope=row]{font-weight:400}td code{overflow-wrap:anywhere}h3{margin:.8rem 0 0;font-size:1rem}
@media print{details{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}}
`;
