/** GitLab, with all subgroups: https://docs.gitlab.com/api/groups/#list-projects */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { type Fields, isSet, listOf, optionalText, textOf } from "./fields.ts";
import type { FoundRepository, HostingService } from "./hosting.ts";

const PAGING = "per_page=100&order_by=id&sort=asc";

export const gitlab: HostingService = {
  hosts: ["gitlab.com"],
  apiOf: ({ origin }) => `${origin}/api/v4/`,
  authorization: ({ token }) => `Bearer ${token}`,
  async *repositories(api, organisation) {
    const path = encodeURIComponent(organisation);
    // Projects that are only shared with the group are somebody else's.
    const ofGroup = await api.get(`groups/${path}/projects?include_subgroups=true&with_shared=false&${PAGING}`);
    let page = ofGroup ?? (await api.get(`users/${path}/projects?${PAGING}`));
    if (page === undefined) {
      throw new TerminalError(`${api.base} knows no group and no user ${organisation}, or the token may not see it.`);
    }
    for (;;) {
      for (const each of listOf(page.body, `the projects of ${organisation}`)) yield found(each);
      if (page.next === undefined) return;
      page = await api.get(page.next);
      if (page === undefined) throw new TerminalError(`${api.base} does not know its own next page.`);
    }
  },
};

function found(fields: Fields): FoundRepository {
  return {
    name: textOf(fields, "path_with_namespace", "a project"),
    httpUrl: textOf(fields, "http_url_to_repo", "a project"),
    sshUrl: optionalText(fields, "ssh_url_to_repo"),
    archived: fields.archived === true,
    fork: isSet(fields, "forked_from_project"),
    empty: fields.empty_repo === true,
    closed:
      fields.repository_access_level === "disabled" ||
      isSet(fields, "marked_for_deletion_on") ||
      isSet(fields, "marked_for_deletion_at"),
  };
}
