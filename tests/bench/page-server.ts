/**
 * The aggregator and its page over one database, in a process of its own, so that the browser's driver does not hold it up:
 * `node page-server.ts FILE-OR-URL TOKENS-FILE`. Says its address to the process that started it, and ends with it.
 */
import { storeOf } from "./organisation-seed.ts";
import { openAggregator } from "./store.ts";

const [place = "", tokensFile = ""] = process.argv.slice(2);
const aggregator = await openAggregator(storeOf(place), { tokensFile });
process.send?.(await aggregator.start());
process.once("disconnect", () => void aggregator.stop());
