/** What people say of repositories: whose they are, what they hold, how much depends on them. */
import { keyText, type Migration } from "./migration.ts";

export const repositoryFacts: Migration = {
  name: "0022-repository-facts",
  statements: (dialect) => {
    const key = keyText(dialect);
    return [
      `create table repository_facts (
         target ${key} not null primary key,
         owner text,
         team ${key},
         tags text not null,
         data_class text,
         confidentiality_years bigint,
         criticality text,
         changed_at bigint not null,
         changed_by text not null)`,
      "create index repository_facts_by_team on repository_facts (team, target)",
      `create table repository_tag (tag ${key} not null, target ${key} not null, primary key (tag, target))`,
      // Rises with every change, so that whoever keeps something in memory knows when to read it again.
      "create table change_count (what text not null primary key, changes bigint not null)",
      "insert into change_count (what, changes) values ('teams', 0)",
    ];
  },
};
