import { SQLITE_CASES } from "./cases/sqlite.ts";
import { runEmbeddedCases } from "./embedded.ts";

runEmbeddedCases(SQLITE_CASES);
