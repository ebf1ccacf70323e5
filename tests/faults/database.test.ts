import { DATABASE_CASES } from "./cases/database.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(DATABASE_CASES);
