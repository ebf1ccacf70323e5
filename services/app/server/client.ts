/** Talks to the API of an aggregator. */
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { messageOf, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { currentTraceparent } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { AuditResult, FileError } from "@pqc-audit/reports/model/finding.ts";
import type { Forecast } from "@pqc-audit/reports/plan/forecast.ts";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import type {
  AggregatorScan,
  ComparedFinding,
  HeadRun,
  Judging,
  KnownRepository,
  Page,
  RepositoryFacts,
  Submission,
  Submitted,
} from "./answers.ts";

export interface ServerOptions {
  readonly url: string;
  readonly token?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

interface Request {
  readonly body?: unknown;
  /** As long as the answer takes. */
  readonly unlimited?: boolean;
  readonly accept?: string;
}

export class ServerClient {
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  submit(submission: Submission): Promise<Submitted> {
    return this.#ask("POST", "/api/v1/scans", { body: submission });
  }

  /** To be scanned where that would tell something new; `run` as an earlier answer gave it. */
  heads(
    repositories: readonly { readonly target: string; readonly ref?: string }[],
    run: string | undefined,
    lfs = false,
  ): Promise<{ readonly accepted: number; readonly run: string }> {
    return this.#ask("POST", "/api/v1/heads", {
      body: { repositories, ...(run !== undefined && { run }), ...(lfs && { lfs }) },
    });
  }

  headRun(run: string): Promise<HeadRun> {
    return this.#ask("GET", `/api/v1/heads/${encodeURIComponent(run)}`);
  }

  /** Those that were scanned. */
  repositories(page: number, size: number): Promise<Page<KnownRepository>> {
    return this.#ask("GET", `/api/v1/repositories?page=${page}&size=${size}`);
  }

  /** In the place of all that was said before. */
  async setFacts(target: string, facts: RepositoryFacts): Promise<void> {
    await this.#ask("PUT", "/api/v1/repositories/facts", { body: { target, ...facts } });
  }

  scan(id: string): Promise<AggregatorScan> {
    return this.#ask("GET", `/api/v1/scans/${encodeURIComponent(id)}`);
  }

  scans(page: number, size: number): Promise<Page<AggregatorScan>> {
    return this.#ask("GET", `/api/v1/scans?page=${page}&size=${size}`);
  }

  findings(id: string, page: number, size: number): Promise<Page<ComparedFinding>> {
    return this.#ask("GET", `/api/v1/scans/${encodeURIComponent(id)}/findings?page=${page}&size=${size}`);
  }

  /** Files with errors of these kinds, by path. */
  errors(id: string, page: number, size: number, statuses: readonly FileError["status"][]): Promise<Page<FileError>> {
    const wanted = statuses.map((status) => `&status=${status}`).join("");
    return this.#ask("GET", `/api/v1/scans/${encodeURIComponent(id)}/errors?page=${page}&size=${size}${wanted}`);
  }

  cancel(id: string): Promise<{ readonly id: string; readonly state: string; readonly requesters: number }> {
    return this.#ask("POST", `/api/v1/scans/${encodeURIComponent(id)}/cancel`);
  }

  result(id: string, judging: Judging = {}): Promise<AuditResult> {
    const query = new URLSearchParams();
    if (judging.mandates && judging.mandates.length > 0) query.set("mandate", judging.mandates.join(","));
    if (judging.leadMonths !== undefined) query.set("lead_months", String(judging.leadMonths));
    const asked = query.size > 0 ? `?${query}` : "";
    // A result may be large: it has as long as it takes.
    return this.#ask("GET", `/api/v1/scans/${encodeURIComponent(id)}/result${asked}`, { unlimited: true });
  }

  /** Of what the caller reaches, or of one repository; all of its pages. */
  async plan(query: URLSearchParams): Promise<MigrationPlan> {
    const page = (number: number) => {
      const asked = new URLSearchParams(query);
      asked.set("page", String(number));
      asked.set("size", "1000");
      return this.#ask<Paged>("GET", `/api/v1/plan?${asked}`, { unlimited: true });
    };
    const { total: _, page: __, size: ___, pages, ...first } = await page(1);
    const packages = [...first.packages];
    for (let number = 2; number <= pages; number++) packages.push(...(await page(number)).packages);
    return { ...first, packages };
  }

  forecast(query: URLSearchParams): Promise<Forecast> {
    return this.#ask("GET", `/api/v1/forecast?${query}`, { unlimited: true });
  }

  /** Written as it comes, however large it is. */
  async report(id: string, format: string, out: Writable, module?: string): Promise<void> {
    const of = module === undefined ? "" : `&module=${encodeURIComponent(module)}`;
    const path = `/api/v1/scans/${encodeURIComponent(id)}/report?format=${encodeURIComponent(format)}${of}`;
    const { body } = await this.#fetch("GET", path, { unlimited: true, accept: "*/*" });
    if (!body) throw new TerminalError(`${this.#options.url} answered without a report`);
    try {
      for await (const chunk of body) if (!out.write(chunk)) await once(out, "drain");
    } catch (thrown) {
      if (this.#options.signal.aborted) throw thrown;
      throw new RetryableError(`${this.#options.url} broke the report off: ${messageOf(thrown)}`, { cause: thrown });
    }
  }

  async #ask<T>(method: string, path: string, request: Request = {}): Promise<T> {
    return (await (await this.#fetch(method, path, request)).json()) as T;
  }

  async #fetch(method: string, path: string, request: Request): Promise<Response> {
    const { url, token, signal, timeoutMs } = this.#options;
    const { body } = request;
    const limit = request.unlimited ? undefined : timeoutMs;
    const traceparent = currentTraceparent();
    let answer: Response;
    try {
      answer = await fetch(url + path, {
        method,
        headers: {
          accept: request.accept ?? "application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(traceparent !== undefined && { traceparent }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: "error",
        signal: limit === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(limit)]),
      });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      throw unreachable(url, thrown, limit);
    }
    if (answer.ok) return answer;
    throw refusal(url, answer.status, await answer.text());
  }
}

type Paged = MigrationPlan & Readonly<Record<"total" | "page" | "size" | "pages", number>>;

function unreachable(url: string, thrown: unknown, limit: number | undefined): RetryableError {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const late = thrown instanceof Error && thrown.name === "TimeoutError";
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why = late ? `no answer within ${limit} ms` : messageOf(cause) || code;
  return new RetryableError(`cannot reach ${url}: ${why}; is the server running, and is --server right?`, {
    cause: thrown,
  });
}

function refusal(url: string, status: number, text: string): Error {
  let message = text.slice(0, 200);
  try {
    message = (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? message;
  } catch {
    // No answer of ours: something in between, whose text is all there is.
  }
  if (status === 400) return new UsageError(message);
  if (status === 401) return new TerminalError(`${url} refuses: ${message} (--token-file, or PQC_AUDIT_TOKEN)`);
  if (status === 403) return new TerminalError(`${url} refuses: ${message}`);
  if (status === 429 || status >= 500) return new RetryableError(`${url} cannot answer now (${status}): ${message}`);
  return new TerminalError(`${url} answered ${status}: ${message}`);
}

/** `--server` or PQC_AUDIT_SERVER; throws `UsageError` for what is no http(s) URL. */
export function serverUrl(given: string | undefined, environment: NodeJS.ProcessEnv): string {
  const text = given ?? environment.PQC_AUDIT_SERVER ?? "http://127.0.0.1:8080";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw new UsageError(`--server ${text} is no http:// or https:// URL`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("--server must not carry credentials: give the token with --token-file or PQC_AUDIT_TOKEN");
  }
  return text.replace(/(?<!\/)\/+$/, "");
}

/** The token from a file or the environment, never from the command line, where every process could read it. */
export function serverToken(file: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  const path = file ?? environment.PQC_AUDIT_TOKEN_FILE;
  if (path === undefined || path === "") return environment.PQC_AUDIT_TOKEN || undefined;
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new UsageError(`cannot read the token file ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** For an API behind TLS of an authority of one's own: trusted by this process beside those Node trusts anyway. */
export function trustAuthority(file: string): void {
  try {
    const pem = readFileSync(file, "utf8");
    // Node itself passes over what is no certificate.
    new X509Certificate(pem);
    setDefaultCACertificates([...getCACertificates("default"), pem]);
  } catch (error) {
    throw new UsageError(`cannot use the certificate authority ${file}: ${messageOf(error)}`, { cause: error });
  }
}
