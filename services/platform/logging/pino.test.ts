import { expect, test } from "vitest";
import { createLogger, type LogLevel } from "./pino.ts";

function capture(level: LogLevel = "info") {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, logger: createLogger({ level, service: "worker", destination }) };
}

test("a line is one JSON object with time, level, service, message and fields", () => {
  const { lines, logger } = capture();
  logger.info("unit done", { files: 3 });
  expect(lines).toEqual([
    { level: "info", time: expect.stringMatching(/^\d{4}-.*Z$/), service: "worker", msg: "unit done", files: 3 },
  ]);
});

test("children carry scan and unit ids into every line", () => {
  const { lines, logger } = capture();
  logger.child({ scanId: "s1" }).child({ unitId: "u1" }).warn("slow");
  expect(lines[0]).toMatchObject({ scanId: "s1", unitId: "u1", level: "warn" });
});

test("lines below the level are not written", () => {
  const { lines, logger } = capture("warn");
  logger.info("no");
  logger.error("yes");
  expect(lines.map((line) => line.msg)).toEqual(["yes"]);
});

test("secrets are masked in fields, children, messages and errors", () => {
  const { lines, logger } = capture();
  const secret = "hunter2hunter2";
  logger.child({ token: secret }).info(`cloning https://user:${secret}@git.example/r.git`, {
    nested: { s3: { secret_access_key: secret, bucket: "packs" } },
    header: `Bearer ${secret}`,
    presigned: `https://s3.example/k?X-Amz-Signature=${secret}&x=1`,
    pem: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
    err: new Error(`cannot reach postgres://pqc:${secret}@db/x`, { cause: new Error(`https://${secret}@h/`) }),
    bytes: new TextEncoder().encode(secret),
    tokenFile: "/run/secrets/token",
  });
  expect(JSON.stringify(lines)).not.toContain(secret);
  expect(lines[0]).toMatchObject({ tokenFile: "/run/secrets/token", nested: { s3: { bucket: "packs" } } });
  expect(JSON.stringify(lines)).toContain("git.example/r.git");
});

test("circular and very deep fields do not hang the logger", () => {
  const { lines, logger } = capture();
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  logger.info("loop", loop);
  expect(JSON.stringify(lines)).toContain("[too deep]");
});
