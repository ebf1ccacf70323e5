/** Five repositories of `acme` as each service tells of them: two plain, one archived, one fork, one that is empty or closed. */
import { type Asked, type FakeAnswer, linkHeader, pageOf, type Route } from "./hosting.fixture.ts";
import type { Hosting } from "./organisation.ts";

const SIZE = 2;
const NAMES = ["service-a", "old", "forked", "void", "service-b"];

const is = (name: string, ...of: readonly string[]) => of.includes(name);

const github: Route = (asked, origin) => {
  const { pathname } = asked.url;
  if (pathname === "/api/v3/orgs/acme") return { body: { login: "acme" } };
  if (pathname === "/api/v3/users/somebody") return { body: { login: "somebody" } };
  const owner = /^\/api\/v3\/(?:orgs\/(acme)|users\/(somebody))\/repos$/.exec(pathname);
  if (!owner) return undefined;
  const name = owner[1] ?? owner[2] ?? "";
  const repositories = NAMES.map((each) => ({
    full_name: `${name}/${each}`,
    clone_url: `${origin}/${name}/${each}.git`,
    ssh_url: `git@127.0.0.1:${name}/${each}.git`,
    archived: is(each, "old"),
    fork: is(each, "forked"),
    disabled: is(each, "void"),
    private: true,
  }));
  const { page, pages, items } = pageOf(asked, repositories, SIZE);
  return { body: items, headers: linkHeader(asked.url, page, pages) };
};

const gitlab: Route = (asked, origin) => {
  if (asked.url.pathname !== "/api/v4/groups/acme%2Fteam/projects") return undefined;
  const projects = NAMES.map((each, id) => ({
    id,
    path_with_namespace: `acme/team/deep/${each}`,
    http_url_to_repo: `${origin}/acme/team/deep/${each}.git`,
    ssh_url_to_repo: `git@127.0.0.1:acme/team/deep/${each}.git`,
    archived: is(each, "old"),
    empty_repo: is(each, "void"),
    ...(is(each, "forked") && { forked_from_project: { id: 7 } }),
    marked_for_deletion_on: null,
  }));
  const { page, pages, items } = pageOf(asked, projects, SIZE);
  return { body: items, headers: linkHeader(asked.url, page, pages) };
};

/** Its links name another address than the one it is reached at. */
const gitea: Route = (asked, origin) => {
  if (asked.url.pathname !== "/api/v1/orgs/acme/repos") return undefined;
  const repositories = NAMES.map((each) => ({
    full_name: `acme/${each}`,
    clone_url: `${origin}/acme/${each}.git`,
    ssh_url: `ssh://git@127.0.0.1:2222/acme/${each}.git`,
    archived: is(each, "old"),
    fork: is(each, "forked"),
    empty: is(each, "void"),
  }));
  const { page, items } = pageOf(asked, repositories, SIZE);
  return {
    body: items,
    headers: {
      "x-total-count": String(repositories.length),
      link: `<http://gitea.internal/api/v1/orgs/acme/repos?page=${page + 1}>; rel="next"`,
    },
  };
};

const bitbucket: Route = (asked: Asked, origin): FakeAnswer | undefined => {
  if (asked.url.pathname !== "/2.0/repositories/acme") return undefined;
  const repositories = NAMES.filter((each) => !is(each, "old", "void")).map((each) => ({
    full_name: `acme/${each}`,
    ...(is(each, "forked") && { parent: { full_name: "other/forked" } }),
    links: {
      clone: [
        { name: "https", href: `${origin.replace("://", "://somebody@")}/acme/${each}.git` },
        { name: "ssh", href: `git@127.0.0.1:acme/${each}.git` },
      ],
    },
  }));
  const { page, pages, items } = pageOf(asked, repositories, SIZE);
  const next = new URL(asked.url);
  next.searchParams.set("page", String(page + 1));
  return { body: { pagelen: SIZE, page, values: items, ...(page < pages && { next: next.href }) } };
};

export const ROUTES: Readonly<Record<Hosting, Route>> = { github, gitlab, gitea, bitbucket };
