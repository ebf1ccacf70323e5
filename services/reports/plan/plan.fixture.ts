/** Plans to start from in tests. */
import type { Finding } from "../model/finding.ts";
import { finding } from "../model/fixture.ts";
import { Gatherer, type GatherOptions } from "./gather.ts";
import type { MigrationPlan } from "./model.ts";
import { type PlanOptions, planOf } from "./plan.ts";

export const OPTIONS: PlanOptions = {
  version: "0.1.0",
  target: { location: "/repo" },
  repositories: 1,
  today: "2026-11-23",
  leadMonths: 0,
  horizon: "2026-11-23",
  incomplete: false,
};

export function planned(
  findings: readonly Finding[],
  options: Partial<PlanOptions> = {},
  gathering: GatherOptions = {},
): MigrationPlan {
  const gathered = new Gatherer(gathering);
  for (const each of findings) gathered.add(each, { repository: "/repo" });
  return planOf(gathered, { ...OPTIONS, ...options });
}

/** One of each kind of work in one module. */
export const EVERY_KIND: readonly Finding[] = [
  finding({
    path: "pay/cert.pem",
    usage: "certificate",
    purpose: "signature",
    library: "pki",
    ruleId: "pki.certificate.key",
  }),
  finding({ path: "pay/key.pem", usage: "key-material", library: "pki", ruleId: "pki.private-key", language: "pki" }),
  finding({
    path: "pay/pom.xml",
    usage: "dependency",
    ruleId: "dependency.maven",
    algorithm: "platform-without-pqc",
    family: "library",
    library: "java",
    quantum: "unknown",
    resolved: false,
    deadlines: [],
    severity: "low",
  }),
  finding({ path: "pay/src/Agree.java", purpose: "key-establishment", library: "java.jca" }),
  finding({
    path: "pay/src/Digest.java",
    algorithm: "MD5",
    purpose: "hash",
    quantum: "weakened",
    classical: "broken",
    deadlines: [],
  }),
  finding({
    path: "pay/src/Sign.java",
    purpose: "signature",
    replacement: { algorithm: "ML-DSA-65", standard: "FIPS 204" },
  }),
  finding({ path: "pay/sshd_config", usage: "configuration", purpose: "signature" }),
  finding({
    path: "pay/tls.conf",
    usage: "configuration",
    purpose: "protocol",
    algorithm: "TLSv1.0",
    protocol: "TLSv1.0",
    quantum: "broken",
  }),
];
