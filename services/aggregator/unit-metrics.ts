/** What became of units, as this process wrote it into the ledger: once for each committed transaction. */
import { Counter, type Registry } from "prom-client";
import type { LedgerEvents } from "./ledger/context.ts";
import { UNIT_STEPS } from "./ledger/transitions.ts";
import type { Tally } from "./store/tally.ts";

export interface UnitMetrics {
  readonly committed: (tally: Tally) => void;
  readonly answered: NonNullable<LedgerEvents["answered"]>;
}

const STARTS = ["first", "again"] as const;
const DECISIONS = ["scan", "alone", "wait", "drop"] as const;
const RECEIPTS = ["COMMITTED", "DUPLICATE", "REJECTED", "RETRY_AFTER"] as const;

export function createUnitMetrics(registry: Registry): UnitMetrics {
  const registers = [registry];
  const transitions = new Counter({
    name: "pqc_audit_unit_transitions_total",
    help: "Units that came into a state; planned counts those that went back to be published again.",
    labelNames: ["to"] as const,
    registers,
  });
  for (const to of Object.keys(UNIT_STEPS)) transitions.inc({ to }, 0);
  const starts = new Counter({
    name: "pqc_audit_unit_starts_total",
    help: "Units that a worker was told to scan, for the first time or again after a redelivery.",
    labelNames: ["kind"] as const,
    registers,
  });
  for (const kind of STARTS) starts.inc({ kind }, 0);
  const lost = new Counter({
    name: "pqc_audit_unit_starts_lost_total",
    help: "Starts that never ended, found when another worker began the unit.",
    registers,
  });
  const begins = new Counter({
    name: "pqc_audit_begins_total",
    help: "Answers to workers that asked whether to begin; drop: the unit is final, or this attempt of it superseded.",
    labelNames: ["decision"] as const,
    registers,
  });
  for (const decision of DECISIONS) begins.inc({ decision }, 0);
  const receipts = new Counter({
    name: "pqc_audit_receipts_total",
    help: "Receipts given to workers for results and for failures.",
    labelNames: ["of", "status"] as const,
    registers,
  });
  for (const call of ["submit", "fail"]) for (const status of RECEIPTS) receipts.inc({ of: call, status }, 0);
  return {
    committed(tally) {
      for (const [what, count] of tally) {
        const [about, which = ""] = what.split(" ");
        if (about === "unit") transitions.inc({ to: which }, count);
        else if (which === "lost") lost.inc(count);
        else starts.inc({ kind: which }, count);
      }
    },
    answered(call, answer) {
      if (call === "begin") begins.inc({ decision: answer });
      else receipts.inc({ of: call, status: answer });
    },
  };
}
