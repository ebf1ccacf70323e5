import { expect, test } from "vitest";
import { EMPTY_WEBHOOK, webhookOf } from "./new-webhook.ts";

const text = { ...EMPTY_WEBHOOK, name: " chat ", url: " https://hooks.example/a " };

test("a webhook is of every repository where no glob says otherwise", () => {
  expect(webhookOf(text)).toEqual({
    name: "chat",
    url: "https://hooks.example/a",
    kind: "standard",
    events: ["scan.finished", "findings.critical", "exception.expiring"],
  });
});

test("globs are lines, and empty ones say nothing", () => {
  const { repositories } = webhookOf({ ...text, repositories: " https://git.example/a/** \n\n*/b\n" });
  expect(repositories).toEqual(["https://git.example/a/**", "*/b"]);
});
