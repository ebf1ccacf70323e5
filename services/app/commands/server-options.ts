/** The options of every command that talks to a server. */
import type { Command } from "commander";

export interface ServerFlags {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly config?: string;
}

export function withServerOptions(command: Command): Command {
  return command
    .option("--server <url>", "the aggregator (default: PQC_AUDIT_SERVER, else http://127.0.0.1:8080)")
    .option("--token-file <file>", "file with the token (default: PQC_AUDIT_TOKEN_FILE, else PQC_AUDIT_TOKEN)")
    .option("--ca-file <file>", "PEM of the authority to trust for https (default: PQC_AUDIT_CA_FILE)")
    .option("--config <file>", "configuration file, or development, or production");
}
