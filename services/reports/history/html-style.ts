/** How the page of a history looks, in light and in dark. Colours of bands: `q` broken by a quantum computer, `w` weak today. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2330; --soft: #5b6475; --line: #dde2ea; --card: #f6f7fa;
  --q1: #3b2a8c; --q2: #5b45c0; --q3: #7f6be0; --q4: #a293ee; --q5: #c3b9f6; --q6: #dcd6fa;
  --w1: #a34700; --w2: #d06a10; --w3: #ee9438; --w4: #f6b568; --w5: #f9d09c; --w6: #fce6cb; }
@media (prefers-color-scheme: dark) { :root { --paper: #12151c; --ink: #e6e9f0; --soft: #9aa4b5; --line: #2c3341; --card: #1a1f29;
  --q1: #b9adff; --q2: #9a8af5; --q3: #7c6ae0; --q4: #6150bb; --q5: #493c90; --q6: #362d6a;
  --w1: #ffc98a; --w2: #f7a850; --w3: #dd8526; --w4: #b4660f; --w5: #874b0b; --w6: #613609; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0; }
p { margin: 0.35rem 0; }
.soft { color: var(--soft); }
.note { border-left: 4px solid var(--w3); background: var(--card); padding: 0.5rem 0.75rem; margin: 1rem 0; }
.figures { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.figures li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 1rem; min-width: 8.5rem; }
.figures b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg line { stroke: var(--line); stroke-width: 1; }
svg path { stroke: var(--paper); stroke-width: 0.75; stroke-linejoin: round; }
.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0.25rem 2rem; margin-top: 0.75rem; }
.legend table { width: 100%; }
.legend caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
.swatch { display: inline-block; width: 0.8rem; height: 0.8rem; border-radius: 3px; margin-right: 0.5rem; vertical-align: -1px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; vertical-align: top; }
.number { text-align: right; }
details { margin: 1.25rem 0; border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem; }
summary { cursor: pointer; }
summary h2 { display: inline; }
.wide { overflow-x: auto; margin-top: 0.5rem; }
.lives { width: 100%; font-size: 13.5px; }
.lives td { border-top: 1px solid var(--line); }
.lives .where { overflow-wrap: anywhere; min-width: 14rem; }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.span { position: relative; display: block; width: 9rem; height: 0.6rem; margin-top: 0.4rem; border-radius: 3px; background: var(--line); }
.span i { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; }
${["q", "w"].flatMap((verdict) => [1, 2, 3, 4, 5, 6].map((at) => `.${verdict}${at} { fill: var(--${verdict}${at}); background: var(--${verdict}${at}); }`)).join("\n")}
`;
