/** How long finished scans are kept. The newest result of every repository and ref always is. */
import { integer } from "../key.ts";

export const retention = {
  scans_per_target: integer("Finished scans kept of each repository and ref; 0 sets no limit.", {
    default: 100,
    minimum: 0,
    unit: "scans",
  }),
  days: integer("Older scans are deleted with their findings, however few there are; 0 sets no limit.", {
    default: 365,
    minimum: 0,
    unit: "days",
  }),
  pack_minutes: integer(
    "Packs stay so long after their last unit: from a backup of the database no older than this, every scan can be finished.",
    { default: 60, minimum: 0, maximum: 43_200, unit: "minutes" },
  ),
  interval_minutes: integer("How often the aggregator looks for scans and results to delete.", {
    default: 60,
    minimum: 1,
    maximum: 1440,
    unit: "minutes",
  }),
};
