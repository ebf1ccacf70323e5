import { expect, test } from "vitest";
import { ApiFailure, failureOf, isPassing } from "./failure.ts";

test("the API's own words are kept", async () => {
  const response = Response.json(
    { error: { code: "forbidden", message: "this needs the role operator" } },
    { status: 403 },
  );
  expect(await failureOf(response)).toMatchObject({
    status: 403,
    code: "forbidden",
    message: "this needs the role operator",
  });
});

test.each(["<html>Bad gateway</html>", "", "null", `{"error":"gone"}`, `{"error":{"message":7}}`])(
  "what a proxy answers is told by its status: %s",
  async (body) => {
    const response = new Response(body, { status: 502, statusText: "Bad Gateway" });
    expect(await failureOf(response)).toMatchObject({
      status: 502,
      code: "unexpected",
      message: "The server answered 502 Bad Gateway",
    });
  },
);

test.each([
  [0, true],
  [429, true],
  [503, true],
  [401, false],
  [404, false],
  [500, false],
])("to ask again after %i may help: %s", (status, helps) => {
  expect(isPassing(new ApiFailure(status, "", ""))).toBe(helps);
});
