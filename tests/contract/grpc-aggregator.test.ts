/** The aggregator's own suites once more, with the gRPC client and server in between. */
import { openLedgerClient } from "@pqc-audit/platform/adapters/grpc/ledger-client.ts";
import { openResultsClient } from "@pqc-audit/platform/adapters/grpc/results-client.ts";
import { startGrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import { type Harness, memoryHarness } from "./aggregator-harness.ts";
import { ledgerContract } from "./ledger-contract.ts";
import { resultSinkContract } from "./result-sink-contract.ts";

async function overGrpc(): Promise<Harness> {
  const inProcess = await memoryHarness();
  const server = await startGrpcServer({
    listen: "127.0.0.1:0",
    ledger: inProcess.ledger,
    results: inProcess.sink,
    onDefect: (error, method) => console.error(method, error),
  });
  const address = `127.0.0.1:${server.port}`;
  const ledger = openLedgerClient({ address, callTimeoutMs: 15_000 });
  const sink = openResultsClient({ address, callTimeoutMs: 15_000 });
  return {
    ...inProcess,
    ledger,
    sink,
    async stop() {
      await Promise.all([ledger.close(), sink.close()]);
      await server.close(1_000);
      await inProcess.stop();
    },
  };
}

ledgerContract("over gRPC", overGrpc);
resultSinkContract("over gRPC", overGrpc);
