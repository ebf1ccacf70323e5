/** A finding whose every text that a repository writes tries to be something else than text. */
import type { AuditResult } from "./model/finding.ts";
import { finding, result } from "./model/fixture.ts";

export const PAYLOADS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "=cmd|' /C calc'!A1",
  "x;=1+1",
  "+1",
  "-1",
  "@everyone",
  "＝1+1",
  "\u001b[31m\u001b]0;title\u0007",
  "](javascript:alert(1))",
  "![x](https://evil.example/x.png)",
  "[x]: https://evil.example/",
  "https://evil.example/ www.evil.example somebody@evil.example",
  "#1 GH-1 !1 `code` ``` ~~~ ||spoiler|| | cell |",
  "</details></summary>\n\n# heading\n",
  "]]><x/>&amp;&#0;",
  '" onload="alert(1)',
  "\u0000\u0008\u000b\ufffe\uffff",
  "\ud800 \udc00\ud800",
  "\u202etxt.exe\u2066",
  "line\r\nbreak\u2028\u2029\u0085",
  "\\",
  "`",
  "' \"",
];

export function hostileResult(): AuditResult {
  const findings = PAYLOADS.flatMap((payload, at) => [
    finding({
      path: `${payload}/${at}.java`,
      snippet: `a ${payload} b`,
      library: payload,
      line: at + 1,
      id: `${at}.a`,
    }),
    finding({ path: payload, snippet: payload, algorithm: `RSA ${payload}`, ruleId: `r.${payload}`, id: `${at}.b` }),
    finding({ path: `s${at}`, suppressed: { reason: payload, until: "2027-01-01" }, id: `${at}.c` }),
    finding({ path: `n${at}`, snippet: payload, severity: "info", quantum: "safe", id: `${at}.d` }),
  ]);
  const errors = PAYLOADS.map((payload) => ({ path: payload, status: "failed" as const, message: payload }));
  return result(findings, {
    target: { location: PAYLOADS.join(" "), since: { asked: PAYLOADS.join(""), commit: "a".repeat(40) } },
    errors: [...errors, { path: "m.pem", status: "malformed", message: PAYLOADS.join(" ") }],
    coverage: {
      present: findings.length + errors.length,
      scanned: findings.length,
      skipped: {},
      failed: errors.length,
      quarantined: 0,
    },
  });
}
