import { FILE_CASES } from "./cases/files.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(FILE_CASES);
