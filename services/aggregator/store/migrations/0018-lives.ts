/**
 * Which uses of a repository are the same from scan to scan, and when each came and went. A track is what is comparable: one
 * target, ref and options. What a scan is about to say of a track has steps behind the track's head, and counts once the
 * head has moved on.
 */
import { keyText, type Migration } from "./migration.ts";

/** Scans that were finished before have no step, and their findings no state. */
export const lives: Migration = {
  name: "0018-lives",
  statements: (dialect) => {
    const key = keyText(dialect);
    const clustered = dialect === "sqlite" ? " without rowid" : "";
    return [
      `create table track (
         track ${dialect === "postgres" ? "integer generated always as identity" : "integer"} primary key,
         target ${key},
         ref ${key} not null,
         options_digest ${key} not null,
         head integer not null default 0,
         lives bigint not null default 0,
         open bigint not null default 0,
         staging text,
         unique (target, ref, options_digest))`,
      `create table track_step (
         track integer not null,
         step integer not null,
         scan_id ${key} not null,
         commit_id text,
         engine integer not null,
         looked_at bigint not null,
         complete integer not null,
         summary text not null,
         uses text not null,
         changes text not null,
         primary key (track, step))${clustered}`,
      "create index track_step_by_scan on track_step (scan_id)",
      `create table track_use (
         track integer not null,
         use integer not null,
         rule ${key} not null,
         algorithm ${key} not null,
         family ${key} not null,
         verdict text,
         body text not null,
         lives bigint not null default 0,
         open bigint not null default 0,
         primary key (track, use))${clustered}`,
      `create table life (
         track integer not null,
         life bigint not null,
         finding_id text not null,
         path_key bigint not null,
         path text not null,
         use integer not null,
         fingerprint text not null,
         severity integer not null,
         opened_step integer not null,
         opened_by_rules integer not null,
         reopens integer not null,
         reopened_step integer,
         closed_step integer,
         closed_by_rules integer,
         primary key (track, life))${clustered}`,
      "create index life_by_path on life (track, path_key, life)",
      "create index life_closed on life (track, closed_step) where closed_step is not null",
      `create table life_change (
         track integer not null,
         life bigint not null,
         path_key bigint not null,
         path text not null,
         use integer not null,
         fingerprint text not null,
         severity integer not null,
         primary key (track, life))${clustered}`,
      "alter table finding add column state integer",
      "create index finding_by_state on finding (scan_id, state, seq) where state >= 2",
      "alter table scan add column changes text",
    ];
  },
};
