import { CREDENTIAL_CASES } from "./cases/credentials.ts";
import { runFaultCases } from "./fault-case.ts";

runFaultCases(CREDENTIAL_CASES);
