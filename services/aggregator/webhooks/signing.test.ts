import { UsageError } from "@pqc-audit/platform/errors.ts";
import { describe, expect, test } from "vitest";
import { checkWebhookUrl, shownUrl } from "./address.ts";
import type { WebhookBody } from "./events.ts";
import { secretText, webhookKeys } from "./keys.ts";
import { send, signatureOf } from "./send.ts";
import { slackMessage } from "./slack.ts";
import { isTold } from "./webhooks.ts";

const keys = webhookKeys("a key of at least 32 characters...");

test("signatures are those of Standard Webhooks", () => {
  // The example that its libraries are tested with.
  const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  expect(signatureOf(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}')).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

test("each webhook has a secret of its own, the same on every replica, and another key makes others", () => {
  expect(secretText(keys.secretOf("a", "salt"))).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = webhookKeys("a key of at least 32 characters...");
  expect(again.secretOf("a", "salt")).toEqual(keys.secretOf("a", "salt"));
  const others = [
    keys.secretOf("b", "salt"),
    keys.secretOf("a", "salz"),
    webhookKeys("x".repeat(32)).secretOf("a", "salt"),
  ];
  for (const other of others) expect(other).not.toEqual(keys.secretOf("a", "salt"));
  expect(() => webhookKeys("short")).toThrow(UsageError);
});

test("an address is read with the key that sealed it, of the webhook it was sealed for, and is not in what is stored", () => {
  const url = "https://hooks.example/services/T0/B0/secret";
  const sealed = keys.seal("a", url);
  expect(Buffer.from(sealed, "base64").toString("latin1")).not.toContain("secret");
  expect(keys.seal("a", url)).not.toBe(sealed);
  expect(keys.open("a", sealed)).toBe(url);
  expect(() => keys.open("b", sealed)).toThrow("another webhooks.key_file");
  expect(() => webhookKeys("x".repeat(32)).open("a", sealed)).toThrow("another webhooks.key_file");
  expect(() => keys.open("a", "AAAA")).toThrow(UsageError);
});

describe("where a webhook may lead", () => {
  test.each([
    ["https://hooks.example/a", {}, undefined],
    ["http://hooks.example/a", {}, "only https is allowed"],
    ["http://hooks.example/a", { allowHttp: true }, undefined],
    ["ftp://hooks.example/a", { allowHttp: true }, "only https is allowed"],
    ["https://user:secret@hooks.example/", {}, "carries credentials"],
    ["https://127.0.0.1/", {}, "a private address"],
    ["https://2130706433/", {}, "a private address"],
    ["https://[::1]/", {}, "a private address"],
    ["https://169.254.169.254/latest/meta-data", {}, "webhooks.allow_private_addresses"],
    ["https://localhost/", {}, "this machine"],
    ["https://10.0.0.1/", { allowPrivateAddresses: true }, undefined],
    ["no url", {}, "is no URL"],
  ])("%s with %o: %s", (url, policy, message) => {
    if (message === undefined) expect(checkWebhookUrl(url, policy).href).toContain("/");
    else expect(() => checkWebhookUrl(url, policy)).toThrow(message);
  });

  test("a name that means a private address when it is sent is not connected to", async () => {
    const message = { id: "msg_1", url: "https://hooks.example/a", body: "{}", secret: Buffer.alloc(32) };
    for (const address of ["127.0.0.1", "10.0.0.8", "169.254.169.254", "fd00::1"]) {
      const outcome = await send(message, { resolve: async () => ["93.184.216.34", address] }, 1_000);
      expect(outcome).toMatchObject({ delivered: false, error: expect.stringContaining(`private address ${address}`) });
    }
  });

  test("of what is a secret only the host is shown", () => {
    expect(shownUrl(new URL("https://hooks.example/services/T0/secret"), "slack")).toBe("https://hooks.example/…");
    expect(shownUrl(new URL("https://a.example/in?token=secret"), "standard")).toBe("https://a.example/…");
    expect(shownUrl(new URL("https://a.example/in"), "standard")).toBe("https://a.example/in");
  });
});

test("a webhook is told of what its creator reached and it was made for, and of nothing else", () => {
  const of = (reach: object, target: string, team?: string) => isTold({ reach: JSON.stringify(reach) }, target, team);
  expect(of({ creator: {} }, "https://git.example/a")).toBe(true);
  expect(of({ creator: { repositories: ["https://git.example/a*"] } }, "https://git.example/ab")).toBe(true);
  expect(of({ creator: { repositories: ["https://git.example/a*"] } }, "https://git.example/b")).toBe(false);
  expect(of({ creator: { repositories: [] } }, "https://git.example/a")).toBe(false);
  expect(of({ creator: { teams: ["payments"] } }, "https://git.example/a", "payments")).toBe(true);
  expect(of({ creator: { teams: ["payments"] } }, "https://git.example/a", "others")).toBe(false);
  expect(of({ creator: { teams: ["payments"] } }, "https://git.example/a")).toBe(false);
  const both = { creator: { repositories: ["https://git.example/*"] }, repositories: ["https://*.example/a"] };
  expect([
    of(both, "https://git.example/a"),
    of(both, "https://git.example/b"),
    of(both, "https://x.example/a"),
  ]).toEqual([true, false, false]);
});

test("a message for Slack mentions nobody, links nowhere and has an end", () => {
  const path = "a/<!channel> & <https://evil.example|click> *bold*\n`x`".repeat(100);
  const body: WebhookBody = {
    type: "findings.critical",
    timestamp: "2026-01-01T00:00:00.000Z",
    data: {
      scan: "1",
      target: "https://git.example/a",
      first: false,
      total: 12,
      findings: Array.from({ length: 10 }, (_, at) => ({
        id: "f",
        ruleId: "r",
        algorithm: "RSA-2048",
        path,
        line: at,
      })),
    },
  };
  const { text } = slackMessage(body);
  expect(text).toMatch(/^pqc-audit: 12 new critical findings in https:\/\/git\.example\/a\.\n• RSA-2048 in a\//);
  expect(text).not.toMatch(/[<>`*]/);
  expect(text.length).toBeLessThanOrEqual(3_000);
  const exception = {
    id: "e",
    state: "approved",
    reason: "<!here>",
    until: "2026-01-09",
    asked: { by: "a", at: "" },
  } as const;
  const told = slackMessage({ type: "exception.expiring", timestamp: body.timestamp, data: exception }).text;
  expect(told).toBe("pqc-audit: an exception for every repository ends on 2026-01-09.\n&lt;!here&gt;");
  expect(slackMessage({ type: "webhook.test", timestamp: body.timestamp, data: { webhook: "w" } }).text).toContain(
    "test",
  );
});
