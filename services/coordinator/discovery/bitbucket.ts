/** Bitbucket Cloud: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/#api-repositories-workspace-get */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { type Fields, fieldsOf, isSet, listOf, optionalText, textOf } from "./fields.ts";
import type { FoundRepository, HostingService } from "./hosting.ts";

/** What git is told before a token that has no user of its own: ours, and Bitbucket's for access tokens. */
const NO_USER = ["x-access-token", "x-token-auth"];

export const bitbucket: HostingService = {
  hosts: ["bitbucket.org"],
  apiOf: ({ origin, hostname }) => (hostname === "bitbucket.org" ? "https://api.bitbucket.org/" : `${origin}/`),
  authorization: ({ user, token }) =>
    NO_USER.includes(user) ? `Bearer ${token}` : `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`,
  async *repositories(api, organisation) {
    let page = await api.get(`2.0/repositories/${encodeURIComponent(organisation)}?pagelen=100`);
    if (page === undefined) {
      throw new TerminalError(`${api.base} knows no workspace ${organisation}, or the token may not see it.`);
    }
    for (;;) {
      const body = fieldsOf(page.body, `the repositories of ${organisation}`);
      for (const each of listOf(body.values, `the repositories of ${organisation}`)) yield found(each);
      const next = optionalText(body, "next");
      if (next === undefined) return;
      page = await api.get(next);
      if (page === undefined) throw new TerminalError(`${api.base} does not know its own next page.`);
    }
  },
};

function found(fields: Fields): FoundRepository {
  const name = textOf(fields, "full_name", "a repository");
  const links = listOf(fieldsOf(fields.links, name).clone, `the addresses of ${name}`);
  const named = (kind: string) => links.find((link) => link.name === kind);
  return {
    name,
    // It names whoever asks as the user of the URL.
    httpUrl: textOf(named("https") ?? named("http") ?? {}, "href", name).replace(/^(https?:\/\/)[^/@]*@/, "$1"),
    sshUrl: optionalText(named("ssh") ?? {}, "href"),
    // It knows no archive, and does not tell in a list what is empty.
    archived: false,
    fork: isSet(fields, "parent"),
    empty: false,
    closed: false,
  };
}
