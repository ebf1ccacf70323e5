/** What was answered of the contents of a page, until the page is stored. */
import { keyText, type Migration } from "./migration.ts";

export const planAnswers: Migration = {
  name: "0019-plan-answers",
  statements: (dialect) => [
    `create table plan_answer (
       scan_id ${keyText(dialect)} not null,
       digest ${keyText(dialect)} not null,
       answered_at bigint not null,
       primary key (scan_id, digest))`,
  ],
};
