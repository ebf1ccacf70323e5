/** An event as a message of Slack's incoming webhooks, and of what is compatible with them. */
import type { WebhookBody } from "./events.ts";

/** What a repository named must neither mention anybody nor be a link (api.slack.com, "Escaping text"). */
const escaped = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[`*_~\r\n]/g, " ");

const MOST_TEXT = 3_000;

export function slackMessage(body: WebhookBody): { readonly text: string } {
  return { text: linesOf(body).join("\n").slice(0, MOST_TEXT) };
}

function linesOf(body: WebhookBody): readonly string[] {
  switch (body.type) {
    case "webhook.test":
      return ["pqc-audit: this is a test."];
    case "scan.finished": {
      const { target, ref, state, findings, bySeverity = {}, changes, error } = body.data;
      const where = `${escaped(target)}${ref === undefined ? "" : ` (${escaped(ref)})`}`;
      const counts = Object.entries(bySeverity).filter(([, count]) => count > 0);
      return [
        `pqc-audit: the scan of ${where} is ${state}.`,
        ...(error === undefined ? [] : [escaped(error)]),
        ...(findings === undefined
          ? []
          : [
              `${findings} findings: ${counts.map(([severity, count]) => `${count} ${severity}`).join(", ") || "none"}.`,
            ]),
        ...(changes === undefined ? [] : [`${changes.new} new, ${changes.fixed} fixed.`]),
      ];
    }
    case "exception.expiring": {
      const { target, until, reason } = body.data;
      const where = target === undefined ? "every repository" : escaped(target);
      return [`pqc-audit: an exception for ${where} ends on ${until}.`, escaped(reason)];
    }
    case "findings.critical": {
      const { target, total, findings, first } = body.data;
      const named = findings.map(({ algorithm, path, line }) => `• ${escaped(algorithm)} in ${escaped(path)}:${line}`);
      const more = total - findings.length;
      return [
        `pqc-audit: ${total} ${first ? "" : "new "}critical ${total === 1 ? "finding" : "findings"} in ${escaped(target)}.`,
        ...named,
        ...(more > 0 ? [`and ${more} more`] : []),
      ];
    }
  }
}
