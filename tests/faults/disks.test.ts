import { DISK_CASES } from "./cases/disks.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(DISK_CASES);
