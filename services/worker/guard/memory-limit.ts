/** How much memory a scanning process plans with. */
import type { MemoryLimit } from "../pool/memory.ts";
import { type ControlGroup, controlGroup } from "./control-group.ts";

/** Of what the control group allows: in one process with the other services a worker takes a tenth more than it plans with. */
const PART_OF_GROUP = 0.8;

/** What is configured, or what the kernel allows where that is less. */
export function memoryLimit(
  { max_memory_mb, gc_threshold }: { readonly max_memory_mb: number; readonly gc_threshold: number },
  group: ControlGroup = controlGroup(),
): MemoryLimit {
  const allowed = (group.memory()?.limitBytes ?? Number.POSITIVE_INFINITY) * PART_OF_GROUP;
  return { maxBytes: Math.floor(Math.min(max_memory_mb * 1024 * 1024, allowed)), threshold: gc_threshold };
}
