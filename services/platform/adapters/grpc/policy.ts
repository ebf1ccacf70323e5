/**
 * Which component may call which method. Every method of `proto/` is named here, a server with one that is not does not
 * start, and `guarded` is the only place where the answer is enforced.
 */
import {
  type ServerDuplexStream,
  type ServerUnaryCall,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { TerminalError } from "../../errors.ts";
import type { Methods } from "./proto.ts";

export type Caller = "coordinator" | "worker";

export const CALLERS: Readonly<Record<"Ledger" | "Results", Readonly<Record<string, Caller>>>> = {
  Ledger: {
    ClaimScan: "coordinator",
    ClaimHeads: "coordinator",
    HeadsSeen: "coordinator",
    RenewClaim: "coordinator",
    ReleaseClaim: "coordinator",
    KnownBlobs: "coordinator",
    KnownContents: "coordinator",
    LargeBlobs: "coordinator",
    ScanOfCommit: "coordinator",
    RepeatScan: "coordinator",
    PlanDifference: "coordinator",
    CutPlan: "coordinator",
    AnnouncePack: "coordinator",
    AppendPage: "coordinator",
    StorePage: "coordinator",
    SealPlan: "coordinator",
    FailScan: "coordinator",
    UnitsToPublish: "coordinator",
    MarkPublished: "coordinator",
    StalePublished: "coordinator",
    Requeue: "coordinator",
    DisposablePacks: "coordinator",
    PacksDeleted: "coordinator",
  },
  Results: { Begin: "worker", Submit: "worker", Fail: "worker" },
};

/** Names (subject common name or DNS alternative name) of each component's certificates; absent: every certificate. */
export type AllowedNames = Readonly<Partial<Record<Caller, readonly string[]>>>;

type Call = ServerUnaryCall<unknown, unknown> | ServerDuplexStream<unknown, unknown>;
type Refusal = { readonly code: status; readonly details: string };
type Handler = (call: Call, callback?: (refused: Refusal) => void) => void;

/** The implementation, every method behind its policy. Throws `TerminalError` where a method has none. */
export function guarded(
  methods: Methods,
  implementation: UntypedServiceImplementation,
  callers: Readonly<Record<string, Caller>>,
  allowed: AllowedNames,
): UntypedServiceImplementation {
  const entries = Object.entries(methods).map(([name, { path }]): [string, Handler] => {
    const caller = callers[name];
    if (caller === undefined) throw new TerminalError(`${path} does not say who may call it: name it in policy.ts`);
    const handler = implementation[name] as Handler | undefined;
    if (handler === undefined) throw new TerminalError(`${path} is in proto/ and not implemented`);
    return [
      name,
      (call, callback) => {
        const refused = refusal(call, allowed[caller]);
        if (refused === undefined) handler(call, callback);
        else if (callback === undefined) call.emit("error", refused);
        else callback(refused);
      },
    ];
  });
  return Object.fromEntries(entries) as UntypedServiceImplementation;
}

function refusal(call: Call, names: readonly string[] | undefined): Refusal | undefined {
  if (names === undefined) return undefined;
  const certificate = call.getAuthContext().sslPeerCertificate;
  const commonName = [certificate?.subject?.CN ?? []].flat();
  const alternatives = (certificate?.subjectaltname ?? "").split(", ").filter((entry) => entry.startsWith("DNS:"));
  const shown = [...commonName, ...alternatives.map((entry) => entry.slice("DNS:".length))];
  if (shown.some((name) => names.includes(name))) return undefined;
  return {
    code: status.PERMISSION_DENIED,
    details: `the certificate of ${shown.join(", ") || "nobody"} may not call this; allowed are ${names.join(", ")}`,
  };
}
