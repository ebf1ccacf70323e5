/** What a format of migration plans has to do. */
import type { Writable } from "node:stream";
import type { MigrationPlan } from "./model.ts";

/** Resolves once everything is handed to the stream; waits where the stream asks to. Does not end the stream. */
export type WritePlan = (plan: MigrationPlan, out: Writable, options: { readonly color: boolean }) => Promise<void>;
