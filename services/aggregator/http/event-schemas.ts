/** What stands in `data` of server-sent events. */
import { count, scan } from "./schemas.ts";

export const depth = {
  type: "object",
  required: ["outstanding", "planned", "published", "started", "plans"],
  properties: {
    outstanding: { ...count, description: "Units planned and not final: what autoscalers follow." },
    planned: count,
    published: { ...count, description: "In the queue, not begun." },
    started: count,
    plans: { ...count, description: "Scans, and ranges of large trees, that are not planned yet." },
  },
} as const;

export const scanEvent = scan;

export const overallEvent = {
  oneOf: [scan, depth, { type: "object", additionalProperties: false, description: "Of `open` and `reset`." }],
} as const;
