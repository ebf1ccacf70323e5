// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CALLBACK, type Provider } from "./authorization.ts";
import { ProviderSignIn } from "./provider-sign-in.tsx";
import { SignInCallback } from "./sign-in-callback.tsx";
import { currentToken, forgetToken } from "./token.ts";

const PROVIDER: Provider = {
  issuer: "https://id.example/realm",
  authorizationEndpoint: "https://id.example/authorize?tenant=7",
  clientId: "page",
  scope: "openid groups",
};

let exchanged: unknown[] = [];
let exchange = () => Response.json({ token: "a.b.c" });
beforeEach(() => {
  document.documentElement.dataset.provider = "yes";
  exchanged = [];
  exchange = () => Response.json({ token: "a.b.c" });
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.url.endsWith("/api/v1/sign-in")) return Response.json({ token: true, provider: PROVIDER });
    if (!request.url.endsWith("/api/v1/sign-in/token")) return Response.json({ name: "Ada", role: "viewer" });
    exchanged.push(await request.json());
    return exchange();
  });
});
afterEach(() => {
  cleanup();
  forgetToken();
  sessionStorage.clear();
  delete document.documentElement.dataset.provider;
  vi.unstubAllGlobals();
});

function open(at: string, go: (url: string) => void = () => undefined) {
  const router = createMemoryRouter(
    [
      { path: "/sign-in", element: <ProviderSignIn to="/scans?page=2" go={go} /> },
      { path: CALLBACK, element: <SignInCallback /> },
      { path: "*", element: <p>inside</p> },
    ],
    { initialEntries: [at] },
  );
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return router;
}

/** Begins a sign-in; where it sends people. */
async function begun(): Promise<URLSearchParams> {
  const go = vi.fn();
  open("/sign-in", go);
  await userEvent.click(await screen.findByRole("button", { name: "Continue with id.example" }));
  await waitFor(() => expect(go).toHaveBeenCalledOnce());
  cleanup();
  const url = new URL(go.mock.calls[0]?.[0]);
  expect(`${url.origin}${url.pathname}`).toBe("https://id.example/authorize");
  return url.searchParams;
}

async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

test("people go to the provider with PKCE and come back signed in to where they were; the code is used once", async () => {
  const asked = await begun();
  const redirectUri = `${location.origin}${CALLBACK}`;
  expect(Object.fromEntries(asked)).toMatchObject({
    tenant: "7",
    response_type: "code",
    client_id: "page",
    redirect_uri: redirectUri,
    scope: "openid groups",
    code_challenge_method: "S256",
  });
  const [state, nonce] = [asked.get("state") ?? "", asked.get("nonce") ?? ""];
  expect(new Set([state, nonce]).size).toBe(2);
  for (const random of [state, nonce]) expect(random).toMatch(/^[\w-]{43}$/);
  const answer = new URLSearchParams({ code: "c0de", state, iss: PROVIDER.issuer });
  const router = open(`${CALLBACK}?${answer}`);
  await screen.findByText("inside");
  expect(router.state.location).toMatchObject({ pathname: "/scans", search: "?page=2" });
  expect(currentToken()).toBe("a.b.c");
  expect(exchanged).toEqual([{ code: "c0de", verifier: expect.any(String), nonce, redirectUri }]);
  const [{ verifier }] = exchanged as [{ verifier: string }];
  expect(await challengeOf(verifier)).toBe(asked.get("code_challenge"));
  cleanup();
  open(`${CALLBACK}?${answer}`);
  await screen.findByText(/its answer was taken already/);
  expect(exchanged).toHaveLength(1);
});

test.each([
  ["another state", { state: "other", code: "c" }, /not to the sign-in/],
  ["no state", { code: "c" }, /not to the sign-in/],
  ["another provider", { code: "c", iss: "https://evil.example" }, /another identity provider/],
  ["a refusal", { error: "access_denied", error_description: "<b>no</b>" }, /access_denied: <b>no<\/b>/],
  ["nothing", {}, /holds no code/],
])("an answer with %s signs nobody in, and says so", async (_what, answer, said) => {
  const state = (await begun()).get("state") ?? "";
  const own = "state" in answer || _what === "no state" ? {} : { state };
  const router = open(`${CALLBACK}?${new URLSearchParams({ ...own, ...answer } as Record<string, string>)}`);
  expect((await screen.findByRole("alert")).textContent).toMatch(said);
  expect(router.state.location.search).toBe("");
  expect([currentToken(), exchanged]).toEqual([null, []]);
  expect(screen.getByRole("link", { name: "Back to the sign-in" })).toBeDefined();
});

test("what the server refuses is told in its words", async () => {
  const message = "nothing in the claim groups of this token is a role here";
  exchange = () => Response.json({ error: { code: "forbidden", message } }, { status: 403 });
  const state = (await begun()).get("state") ?? "";
  open(`${CALLBACK}?${new URLSearchParams({ state, code: "c" })}`);
  await screen.findByText(message);
  expect(currentToken()).toBeNull();
});

test("without https nothing is begun, and it is said why", async () => {
  const go = vi.fn();
  open("/sign-in", go);
  const button = await screen.findByRole("button", { name: "Continue with id.example" });
  vi.stubGlobal("crypto", { getRandomValues: () => undefined });
  await userEvent.click(button);
  expect((await screen.findByRole("alert")).textContent).toMatch(/over https only/);
  expect(go).not.toHaveBeenCalled();
});
