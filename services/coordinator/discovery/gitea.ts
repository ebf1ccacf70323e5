/** Gitea and Forgejo: https://docs.gitea.com/api/#tag/organization/operation/orgListRepos */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { type Fields, listOf, optionalText, textOf } from "./fields.ts";
import type { FoundRepository, HostingService } from "./hosting.ts";

export const gitea: HostingService = {
  hosts: ["gitea.com", "codeberg.org"],
  apiOf: ({ origin }) => `${origin}/api/v1/`,
  authorization: ({ token }) => `token ${token}`,
  async *repositories(api, organisation) {
    const owner = encodeURIComponent(organisation);
    // Its links name the address it was configured with, which need not be the one it is reached at: pages are counted.
    const ask = (kind: string, page: number) => api.get(`${kind}/${owner}/repos?limit=50&page=${page}`);
    let kind = "orgs";
    let answer = await ask(kind, 1);
    if (answer === undefined) {
      kind = "users";
      answer = await ask(kind, 1);
    }
    let told = 0;
    for (let page = 2; ; page++) {
      if (answer === undefined) {
        throw new TerminalError(
          `${api.base} knows no organisation and no user ${organisation}, or the token may not see it.`,
        );
      }
      const repositories = listOf(answer.body, `the repositories of ${organisation}`);
      for (const each of repositories) yield found(each);
      told += repositories.length;
      const total = Number(answer.headers.get("x-total-count") ?? Number.POSITIVE_INFINITY);
      if (repositories.length === 0 || told >= total) return;
      answer = await ask(kind, page);
    }
  },
};

function found(fields: Fields): FoundRepository {
  return {
    name: textOf(fields, "full_name", "a repository"),
    httpUrl: textOf(fields, "clone_url", "a repository"),
    sshUrl: optionalText(fields, "ssh_url"),
    archived: fields.archived === true,
    fork: fields.fork === true,
    empty: fields.empty === true,
    closed: false,
  };
}
