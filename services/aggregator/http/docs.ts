/** The API described at `/api/v1/docs`: what the program can do, nothing of what it holds, so it is open to anyone. */
import type { FastifyInstance } from "fastify";
import { OPEN } from "./access.ts";
import type { Document } from "./docs-document.ts";
import { DOCS_STYLE, docsPage } from "./docs-page.ts";

const STYLE_URL = "/api/v1/docs/style.css";

export function docsRoutes(app: FastifyInstance): void {
  const hidden = { schema: { hide: true }, config: { access: OPEN } };
  // Made when it is first asked for: routes are known then.
  let page: string | undefined;
  app.get("/api/v1/docs", hidden, async (_request, reply) => {
    page ??= docsPage(app.swagger() as unknown as Document, STYLE_URL);
    return reply.type("text/html; charset=utf-8").send(page);
  });
  // A browser asks for it where a page names none, as this one does.
  app.get("/favicon.ico", hidden, async (_request, reply) => reply.status(204).send());
  app.get(STYLE_URL, hidden, async (_request, reply) => reply.type("text/css; charset=utf-8").send(DOCS_STYLE));
}
