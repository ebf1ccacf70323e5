import { FILE_CASES } from "./cases/files.ts";
import { MEMORY_CASES } from "./cases/memory.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases([...FILE_CASES, ...MEMORY_CASES]);
