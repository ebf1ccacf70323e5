/** Beside the main thread: takes the next part nobody has taken, until there is none. */
import { parentPort, workerData } from "node:worker_threads";
import { checkAll, type StampWork } from "./stamp-work.ts";

checkAll(workerData as StampWork);
parentPort?.postMessage("done");
