import "./design/library.ts";
import "./design/tokens.css";
import "./design/base.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { createQueries } from "./api/queries.ts";
import { theme } from "./design/theme.ts";
import { routes } from "./routes.tsx";
import { fetchAhead } from "./shell/apart.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for its content");

const queries = createQueries();
fetchAhead(routes, window.location.pathname);
const router = createBrowserRouter(routes);

// Without the library's own <style> elements, which the server's policy forbids: what they hold is in its style sheets.
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
