/**
 * When a scan's state last changed, for those who watch; what a unit holds, for its throughput; and who began units lately.
 * The database sets the time itself: it has one clock, and what an older release writes beside this one is seen too.
 */
import type { Migration } from "./migration.ts";

const NOW_IN_SQLITE = "cast((julianday('now') - 2440587.5) * 86400000 as integer)";

export const changedScans: Migration = {
  name: "0023-changed-scans",
  statements: (dialect) => [
    "alter table scan add column changed_at bigint",
    "create index scan_by_change on scan (changed_at)",
    ...(dialect === "postgres"
      ? [
          `create function note_scan_change() returns trigger language plpgsql as $$
             begin
               new.changed_at := (extract(epoch from clock_timestamp()) * 1000)::bigint;
               return new;
             end $$`,
          `create trigger scan_changed before insert or update of state on scan
             for each row execute function note_scan_change()`,
        ]
      : [
          `create trigger scan_submitted after insert on scan begin
             update scan set changed_at = ${NOW_IN_SQLITE} where id = new.id; end`,
          `create trigger scan_changed after update of state on scan begin
             update scan set changed_at = ${NOW_IN_SQLITE} where id = new.id; end`,
        ]),
    "alter table unit add column contents integer",
    "create index unit_start_lately on unit_start (started_at)",
  ],
};
