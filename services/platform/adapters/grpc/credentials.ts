/** Mutual TLS from files. They are watched: a rotated certificate serves the next connection without a restart. */
import { readFileSync } from "node:fs";
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from "@grpc/grpc-js";
import { messageOf, UsageError } from "../../errors.ts";

export interface TlsFiles {
  /** Authority that the other side's certificate must be signed by. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** How often the files are looked at. Default five seconds. */
  readonly refreshMs?: number;
}

export function serverCredentials(tls: TlsFiles | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const provider = watch(tls);
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

export function channelCredentials(tls: TlsFiles | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  const provider = watch(tls);
  return experimental.createCertificateProviderChannelCredentials(provider, provider);
}

function watch(tls: TlsFiles): experimental.FileWatcherCertificateProvider {
  // The watcher is silent about files it cannot read.
  for (const file of [tls.caFile, tls.certFile, tls.keyFile]) {
    try {
      readFileSync(file);
    } catch (error) {
      throw new UsageError(`the TLS file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
    }
  }
  return new experimental.FileWatcherCertificateProvider({
    caCertificateFile: tls.caFile,
    certificateFile: tls.certFile,
    privateKeyFile: tls.keyFile,
    refreshIntervalMs: tls.refreshMs ?? 5_000,
  });
}
