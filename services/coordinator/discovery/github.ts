/** GitHub and GitHub Enterprise Server: https://docs.github.com/en/rest/repos/repos#list-organization-repositories */
import { Octokit } from "@octokit/core";
import { composePaginateRest } from "@octokit/plugin-paginate-rest";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { githubApiOf } from "../sources/github-app/app.ts";
import { listOf, optionalText, textOf } from "./fields.ts";
import type { FoundRepository, HostingService } from "./hosting.ts";
import type { HostingApi } from "./hosting-api.ts";

const HEADERS = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };

export const github: HostingService = {
  hosts: ["github.com"],
  apiOf: ({ origin }) => githubApiOf(origin),
  authorization: ({ token }) => `Bearer ${token}`,
  async *repositories(api, organisation) {
    const owner = encodeURIComponent(organisation);
    const isOrganisation = (await api.get(`orgs/${owner}`, HEADERS)) !== undefined;
    if (!isOrganisation && (await api.get(`users/${owner}`, HEADERS)) === undefined) {
      throw new TerminalError(
        `${api.base} knows no organisation and no user ${organisation}, or the token may not see it.`,
      );
    }
    const client = new Octokit({
      baseUrl: api.base.replace(/\/$/, ""),
      request: { fetch: fetchOf(api) },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    });
    const pages = composePaginateRest.iterator<unknown>(client, {
      method: "GET",
      url: isOrganisation ? "/orgs/{owner}/repos" : "/users/{owner}/repos",
      owner: organisation,
      type: isOrganisation ? "all" : "owner",
      per_page: 100,
    });
    for await (const { data } of pages) {
      for (const each of listOf(data, `the repositories of ${organisation}`)) yield found(each);
    }
  },
};

const silent = (): void => undefined;

/** Octokit takes 409 and `null` for an empty page and goes on: what would be missing would count as gone. */
function fetchOf(api: HostingApi) {
  return async (url: string): Promise<Response> => {
    const page = await api.get(url, HEADERS);
    if (page === undefined) throw new TerminalError(`${api.base} answered 404 in the middle of its list.`);
    listOf(page.body, "a page of repositories");
    return Response.json(page.body, { headers: page.next === undefined ? {} : { link: `<${page.next}>; rel="next"` } });
  };
}

function found(fields: Readonly<Record<string, unknown>>): FoundRepository {
  return {
    name: textOf(fields, "full_name", "a repository"),
    httpUrl: textOf(fields, "clone_url", "a repository"),
    sshUrl: optionalText(fields, "ssh_url"),
    archived: fields.archived === true,
    fork: fields.fork === true,
    // GitHub tells of no repository that nothing was pushed to it.
    empty: false,
    closed: fields.disabled === true,
  };
}
