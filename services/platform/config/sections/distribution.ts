/** How work is cut, handed out and, after trouble, found again. The defaults serve a cluster of a few dozen workers. */
import { integer } from "../key.ts";

export const distribution = {
  page_entries: integer("Paths in one page of a plan: what is in memory, and what is planned again after a crash.", {
    default: 5_000,
    minimum: 1,
    maximum: 100_000,
    unit: "paths",
  }),
  range_entries: integer(
    "Paths in one range of a large tree: a tree of more, by half, is cut into ranges, which several coordinators plan at once. 0 cuts none; one process with everything in it never does.",
    { default: 100_000, minimum: 0, maximum: 20_000_000, unit: "paths" },
  ),
  publish_window: integer("Units in the queue at once: a few for each worker.", {
    default: 128,
    minimum: 1,
    maximum: 50_000,
    unit: "units",
  }),
  scan_units: integer(
    "Units of one scan that are with workers at once, or in the queue for them; 0: as many as there is room for.",
    { default: 0, minimum: 0, maximum: 50_000, unit: "units" },
  ),
  repository_units: integer("The same for one repository, over all of its scans; 0: no limit.", {
    default: 0,
    minimum: 0,
    maximum: 50_000,
    unit: "units",
  }),
  queue_limit: integer("Messages the queue's stream holds at most; publishing beyond it waits.", {
    default: 50_000,
    minimum: 1,
    maximum: 1_000_000,
    unit: "messages",
  }),
  ack_wait_seconds: integer("A unit whose worker is not heard of for so long is delivered again.", {
    default: 60,
    minimum: 3,
    maximum: 3600,
    unit: "seconds",
  }),
  claim_seconds: integer("A coordinator not heard of for so long loses the scans it plans to another.", {
    default: 30,
    minimum: 3,
    maximum: 3600,
    unit: "seconds",
  }),
  unused_pack_seconds: integer(
    "How long a pack stays that was put for a plan which then did not need it; its coordinator may have died.",
    { default: 600, minimum: 1, maximum: 86_400, unit: "seconds" },
  ),
  reconcile_seconds: integer("How often lost messages and packs without use are looked for.", {
    default: 15,
    minimum: 1,
    maximum: 3600,
    unit: "seconds",
  }),
  stale_seconds: integer("The queue is asked whether it still holds a unit published longer ago and not finished.", {
    default: 60,
    minimum: 1,
    maximum: 86_400,
    unit: "seconds",
  }),
  stuck_seconds: integer("A scanning thread that needs longer for one batch of files is taken for stuck.", {
    default: 120,
    minimum: 1,
    maximum: 86_400,
    unit: "seconds",
  }),
};
