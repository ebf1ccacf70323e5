/** How the page looks, in light, in dark and on paper. */
const LIGHT = `--paper: #ffffff; --ink: #1b2230; --soft: #545d6e; --line: #d9dee7; --card: #f5f7fa; --accent: #3d2c8d;
  --broken: #4b35b0; --weak: #c25a0a; --weakened: #c9a227; --unknown: #8a93a3; --order: #2a8a5f;
  --critical: #a3123a; --high: #b2480c; --medium: #7a5c00; --low: #4a5568; --info: #4a5568`;
const DARK = `--paper: #12151c; --ink: #e7eaf1; --soft: #a3adbd; --line: #303747; --card: #1a1f2a; --accent: #b9adff;
  --broken: #9786f7; --weak: #f0913c; --weakened: #e0c35a; --unknown: #7b8596; --order: #4fc08d;
  --critical: #ff8fa8; --high: #ffb07a; --medium: #ecd27a; --low: #b5bfcd; --info: #b5bfcd`;

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 0.5rem; }
p { margin: 0.35rem 0; overflow-wrap: anywhere; }
section { margin: 2rem 0 0; }
.lead { font-size: 1.1rem; margin: 1rem 0; max-width: 48rem; }
.soft { color: var(--soft); }
.note { border-left: 4px solid var(--weak); background: var(--card); padding: 0.5rem 0.75rem; margin: 1rem 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.figures li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 0.9rem; }
.figures b { display: block; font-size: 1.6rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2.5rem; }
.bar { display: block; width: 100%; height: 0.8rem; background: var(--line); border-radius: 2px; }
.wide-bar .bar { height: 1.4rem; }
${["broken", "weak", "weakened", "unknown", "order", "critical", "high", "medium", "low", "info", "accent"].map((name) => `.${name} { fill: var(--${name}); }`).join(" ")}
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.6rem 0; padding: 0; list-style: none; }
.swatch { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.4rem; vertical-align: -1px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); vertical-align: bottom; }
th, td { padding: 0.3rem 0.9rem 0.3rem 0; }
td { border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.day, .tag { white-space: nowrap; overflow-wrap: normal; }
.bars { width: 40%; vertical-align: middle; }
.tag { font-weight: 600; }
.tag.critical { color: var(--critical); } .tag.high { color: var(--high); } .tag.medium { color: var(--medium); }
.tag.low { color: var(--low); } .tag.info { color: var(--info); }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
td code { display: block; color: var(--soft); }
thead td { border-top: 0; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 2px solid var(--accent); }
.uses table { min-width: 42rem; }
.steps table { min-width: 34rem; }
@media (max-width: 40rem) { .bars { display: none; } }
details { margin: 0.75rem 0; }
summary { cursor: pointer; font-weight: 600; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 0.75rem; font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
@media print {
  :root { color-scheme: light; ${LIGHT} }
  @page { margin: 16mm 14mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  table { font-size: 9pt; }
  .columns { grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: 0.4rem; }
  section { margin-top: 1.25rem; }
  .bar, .swatch, .figures li { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .uses table, .steps table { min-width: 0; }
  .wide { overflow: visible; }
  section, .figures { break-inside: avoid; }
  section.long { break-inside: auto; }
  .overleaf { break-before: page; margin-top: 0; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
