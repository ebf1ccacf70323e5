// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, test, vi } from "vitest";
import { SignInPage } from "./sign-in-page.tsx";
import { currentToken, forgetToken } from "./token.ts";

afterEach(() => {
  cleanup();
  forgetToken();
  delete document.documentElement.dataset.provider;
  vi.unstubAllGlobals();
});

function open(answer: () => Response, ways: () => Response = () => Response.json({ token: true })) {
  const asked = vi.fn(async (_request: Request) => answer());
  const isWays = ({ url }: Request) => url.endsWith("/api/v1/sign-in");
  vi.stubGlobal("fetch", async (request: Request) => (isWays(request) ? ways() : asked(request)));
  const router = createMemoryRouter(
    [
      { path: "/sign-in", element: <SignInPage /> },
      { path: "*", element: <p>inside</p> },
    ],
    { initialEntries: ["/sign-in?to=%2Fscans%3Fpage%3D2"] },
  );
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { asked, router };
}

async function give(token: string): Promise<void> {
  await userEvent.type(screen.getByLabelText(/^Token/), token);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

test("a token that the server knows is kept, sent in a header, and never part of an address", async () => {
  const { asked, router } = open(() => Response.json({ name: "Ada", role: "viewer" }));
  await give(" a-token-of-hers ");
  await screen.findByText("inside");
  expect(currentToken()).toBe("a-token-of-hers");
  const { pathname, search } = router.state.location;
  expect(pathname + search).toBe("/scans?page=2");
  const [request] = asked.mock.calls[0] ?? [];
  expect(request?.headers.get("authorization")).toBe("Bearer a-token-of-hers");
  expect(request?.url).not.toContain("token-of-hers");
});

test("one that it does not know is not kept", async () => {
  open(() => Response.json({ error: { code: "unauthorized", message: "send a token" } }, { status: 401 }));
  await give("a-wrong-token");
  await screen.findByText("The server knows no such token.");
  expect(currentToken()).toBeNull();
});

test("a server that cannot be reached, or has no tokens, is said to be so", async () => {
  const message = "this API answers its own machine only until http.tokens_file is set";
  open(() => Response.json({ error: { code: "unauthorized", message } }, { status: 401 }));
  await give("some-token");
  await screen.findByText(message);
});

test("what no header carries is not sent", async () => {
  const { asked } = open(() => Response.json({}));
  await give("two words");
  expect(screen.getByText(/A token has no spaces/)).toBeDefined();
  expect(asked).not.toHaveBeenCalled();
});

test("a provider that cannot be used is said to be so, beside the token", async () => {
  const unused = () => Response.json({});
  document.documentElement.dataset.provider = "yes";
  open(unused, () => Response.json({ token: true, problem: "https://id.example cannot be reached" }));
  expect((await screen.findByRole("alert")).textContent).toContain("https://id.example cannot be reached");
  expect(screen.getByLabelText(/^Token/)).toBeDefined();
});
