/** Credentials that expire and certificates that are replaced while a scan runs; no service of ours is restarted. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { openResultsClient } from "@pqc-audit/platform/adapters/grpc/results-client.ts";
import { connectNats } from "@pqc-audit/platform/adapters/nats/connection.ts";
import { openS3BlobStore } from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import { expect } from "vitest";
import { type Authority, type CertificateFiles, createAuthority } from "../../servers/certificates.ts";
import { startProxy } from "../../servers/proxy.ts";
import { type AdmittedKeys, startS3Proxy } from "../../servers/s3-proxy.ts";
import { newPasswords, startSecuredNats, writePasswords } from "../../servers/secured-nats.ts";
import type { FaultCase, Stage } from "../fault-case.ts";
import type { Rig } from "../rig.ts";

const newSecret = () => randomBytes(24).toString("hex");

/** Slow enough that there is work left after every step of a rotation. */
const failpoint = "worker.during-scan:wait=400";

/** The services that were started are the ones that run at the end. */
async function allRun(rig: Rig, pids: readonly number[]): Promise<void> {
  for (const { name, ended } of rig.services) {
    expect(await Promise.race([ended, "runs"]), `${name} outlives it`).toBe("runs");
  }
  expect(
    rig.services.map(({ pid }) => pid),
    "nothing was restarted",
  ).toEqual(pids);
}

async function moreCommitted(rig: Rig): Promise<void> {
  const before = await rig.unitsIn("committed");
  await rig.until("more is committed", async () => (await rig.unitsIn("committed")) > before);
}

async function rotateStoreKeys({ rig, url, servers }: Stage): Promise<void> {
  const proxy = await startS3Proxy(servers.s3);
  rig.after(() => proxy.stop());
  const files = { id: join(rig.folder, "key-id"), secret: join(rig.folder, "key"), token: join(rig.folder, "token") };
  const newKeys = (): Required<AdmittedKeys> => ({ id: newSecret(), secret: newSecret(), sessionToken: newSecret() });
  const handKeys = async ({ id, secret, sessionToken }: Required<AdmittedKeys>) => {
    // One after the other, as it happens: what is read in between does not fit together.
    await writeFile(files.id, id);
    await writeFile(files.secret, `${secret}\n`);
    await writeFile(files.token, `${sessionToken}\n`);
  };
  const old = newKeys();
  proxy.admit(old);
  await handKeys(old);
  const s3 = {
    endpoint: proxy.endpoint,
    access_key_id: "",
    access_key_id_file: files.id,
    secret_access_key_file: files.secret,
    session_token_file: files.token,
  };
  await rig.start("aggregator", "aggregator");
  // The plan waits at its third page until the keys were replaced, so that the coordinator too needs the new ones.
  await rig.start("coordinator", "coordinator", { config: { s3 }, failpoint: "coordinator.before-page:wait=1500" });
  await rig.start("worker", "worker-1", { config: { s3 }, failpoint });
  await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 1);
  const pids = rig.services.map(({ pid }) => pid);
  const refused = proxy.failures();

  // The session expires first; then the pair is replaced. Both times the store knows it before the services do.
  const renewed = { ...old, sessionToken: newSecret() };
  for (const keys of [renewed, newKeys()]) {
    const before = proxy.failures();
    proxy.admit(keys);
    await rig.until("the store refused the old credentials", async () => proxy.failures() > before + 1);
    expect(await rig.count("select sealed from scan"), "the coordinator still has packs to put").toBe(0);
    await handKeys(keys);
    await moreCommitted(rig);
  }

  expect(proxy.failures(), "requests with old credentials").toBeGreaterThan(refused);
  expect(await rig.count("select coalesce(max(failures), 0) from unit"), "no unit failed over it").toBe(0);
  const { region, bucket } = servers.s3;
  const credentials = { accessKeyId: old.id, secretAccessKey: old.secret, sessionToken: old.sessionToken };
  const outsider = openS3BlobStore({ endpoint: proxy.endpoint, region, bucket, credentials });
  await expect(outsider.put("old", new Uint8Array([1])), "old keys are refused").rejects.toThrow(
    "correct the access key",
  );
  await outsider.close();
  await allRun(rig, pids);
}

/** Authorities that follow one another; each in a folder of its own. */
async function newAuthority(rig: Rig, name: string): Promise<Authority> {
  const folder = join(rig.folder, name);
  await mkdir(folder);
  return createAuthority(folder, name);
}

/** Where a service finds its certificates, whoever issued them. */
async function placesFor(rig: Rig, holder: string): Promise<CertificateFiles> {
  const folder = join(rig.folder, `tls-${holder}`);
  await mkdir(folder);
  return { caFile: join(folder, "ca.pem"), certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
}

async function hand(authority: Authority, holder: string, places: CertificateFiles): Promise<CertificateFiles> {
  const issued = await authority.issue(holder);
  for (const each of ["caFile", "certFile", "keyFile"] as const) await copyFile(issued[each], places[each]);
  return issued;
}

async function rotateNats({ rig, url }: Stage): Promise<void> {
  const holders = ["nats", "coordinator", "worker"] as const;
  const [first, second] = [await newAuthority(rig, "first"), await newAuthority(rig, "second")];
  const places = {
    nats: await placesFor(rig, "nats"),
    coordinator: await placesFor(rig, "coordinator"),
    worker: await placesFor(rig, "worker"),
  };
  const issued = { worker: places.worker };
  for (const holder of holders) {
    const files = await hand(first, holder, places[holder]);
    if (holder === "worker") issued.worker = files;
  }
  await rig.nats.stop();
  const folder = join(rig.folder, "secured");
  await mkdir(folder);
  let nats = await startSecuredNats(folder, places.nats, { verifyClients: true });
  rig.nats = nats;
  rig.natsTrust = { user: "coordinator", passwordFile: nats.passwordFiles.coordinator, tls: places.coordinator };
  const config = (user: "coordinator" | "worker") => ({
    nats: {
      servers: [nats.url],
      user,
      password_file: nats.passwordFiles[user],
      ca_file: places[user].caFile,
      certificate_file: places[user].certFile,
      key_file: places[user].keyFile,
    },
  });
  await rig.start("aggregator", "aggregator");
  await rig.start("coordinator", "coordinator", { config: config("coordinator") });
  await rig.start("worker", "worker-1", { config: config("worker"), failpoint });
  await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 2);
  const pids = rig.services.map(({ pid }) => pid);
  const oldPassword = join(rig.folder, "old-password");
  await copyFile(nats.passwordFiles.worker, oldPassword);

  // The server shows the certificate of a new authority and asks for one of it, once it is told to read its files again.
  const before = await shownBy(nats.port);
  await hand(second, "nats", places.nats);
  nats.reload();
  await rig.until("the server shows its new certificate", async () => (await shownBy(nats.port)) !== before);
  // Its restart cuts every connection, and brings new passwords, which the services get last.
  await nats.stop();
  const passwords = newPasswords();
  nats = await startSecuredNats(folder, places.nats, { port: nats.port, passwords, verifyClients: true });
  rig.nats = nats;
  const stranger = { servers: [nats.url], user: "worker", passwordFile: oldPassword, connectWithinMs: 0 };
  await expect(connectNats({ ...stranger, tls: issued.worker }), "the old certificates are refused").rejects.toThrow();
  for (const holder of ["coordinator", "worker"] as const) await hand(second, holder, places[holder]);
  await expect(connectNats({ ...stranger, tls: places.worker }), "the old password is refused").rejects.toThrow(
    "refuses this client",
  );
  await writePasswords(nats.passwordFiles, passwords);
  await moreCommitted(rig);
  await allRun(rig, pids);
}

/** SHA-256 of the certificate that the NATS server shows; TLS begins after the server's first line. */
async function shownBy(port: number): Promise<string> {
  const raw = connectTcp({ port, host: "127.0.0.1" });
  try {
    await once(raw, "data");
    const secured = connect({ socket: raw, rejectUnauthorized: false });
    await once(secured, "secureConnect");
    return secured.getPeerCertificate().fingerprint256;
  } finally {
    raw.destroy();
  }
}

async function rotateGrpc({ rig, url }: Stage): Promise<void> {
  const holders = ["aggregator", "coordinator", "worker"] as const;
  const [first, second] = [await newAuthority(rig, "first"), await newAuthority(rig, "second")];
  const places = {
    aggregator: await placesFor(rig, "aggregator"),
    coordinator: await placesFor(rig, "coordinator"),
    worker: await placesFor(rig, "worker"),
  };
  const old = { worker: places.worker };
  for (const holder of holders) {
    const files = await hand(first, holder, places[holder]);
    if (holder === "worker") old.worker = files;
  }
  const proxy = await startProxy({ port: rig.grpcPort });
  rig.after(() => proxy.stop());
  const config = (holder: (typeof holders)[number]) => ({
    grpc: {
      ...(holder !== "aggregator" && { aggregator: `127.0.0.1:${proxy.port}` }),
      ca_file: places[holder].caFile,
      certificate_file: places[holder].certFile,
      key_file: places[holder].keyFile,
    },
  });
  await rig.start("aggregator", "aggregator", { config: config("aggregator") });
  await rig.start("coordinator", "coordinator", { config: config("coordinator") });
  await rig.start("worker", "worker-1", { config: config("worker"), failpoint });
  await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 2);
  const pids = rig.services.map(({ pid }) => pid);
  const answers = (tls: CertificateFiles) => asksToBegin(`127.0.0.1:${rig.grpcPort}`, tls);
  expect(await answers(old.worker), "before").toBe(true);

  await hand(second, "aggregator", places.aggregator);
  await rig.until("the aggregator refuses the old certificates", async () => !(await answers(old.worker)));
  // Nothing gets through until coordinator and worker have theirs: what stood is cut, what is new is refused.
  proxy.reset();
  for (const holder of ["coordinator", "worker"] as const) await hand(second, holder, places[holder]);
  await moreCommitted(rig);
  expect(await answers(places.worker), "the new certificates are taken").toBe(true);
  expect(await answers(old.worker), "the old ones are not").toBe(false);
  await allRun(rig, pids);
}

/** Whether a worker with these certificates gets an answer; a unit that does not exist is dropped, which is one. */
async function asksToBegin(address: string, tls: CertificateFiles): Promise<boolean> {
  const client = openResultsClient({ address, tls, callTimeoutMs: 2_000 });
  try {
    const answer = await client.begin({ unitId: "none", attempt: 1, engineDigest: "none", workerId: "stranger" });
    return answer.decision === "drop";
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function rotateDatabasePassword({ rig, url }: Stage): Promise<void> {
  const file = join(rig.folder, "database-password");
  const database = new URL(rig.database);
  const name = database.pathname.slice(1);
  const role = `service_of_${name}`;
  const first = newSecret();
  await rig.db.query(`create role ${role} login password '${first}'`);
  await rig.db.query(`alter database ${name} owner to ${role}`);
  await writeFile(file, `${first}\n`);
  database.username = role;
  database.password = "";
  const config = { database: { url: database.href, password_file: file } };
  const aggregator = await rig.start("aggregator", "aggregator", { config });
  await Promise.all([rig.start("coordinator", "coordinator"), rig.start("worker", "worker-1", { failpoint })]);
  await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 2);
  const pids = rig.services.map(({ pid }) => pid);

  const next = newSecret();
  await rig.db.query(`alter role ${role} password '${next}'`);
  await rig.db.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [role]);
  await rig.until("the database refuses the old password", async () =>
    aggregator.output().includes("password authentication failed"),
  );
  expect(await rig.unitsIn("planned", "published", "started"), "there is work left").toBeGreaterThan(0);
  await writeFile(file, next);
  await moreCommitted(rig);
  expect(await rig.count("select coalesce(max(failures), 0) from unit"), "no unit failed over it").toBe(0);
  await allRun(rig, pids);
}

export const CREDENTIAL_CASES: readonly FaultCase[] = [
  { id: "22a", fault: "S3 session expires, then the key pair is replaced, in the store first", run: rotateStoreKeys },
  {
    id: "22b",
    fault: "NATS certificates, authority and passwords replaced, in the server first",
    run: rotateNats,
  },
  {
    id: "22c",
    fault: "gRPC certificates and authority replaced, in the aggregator first",
    run: rotateGrpc,
  },
  { id: "22d", fault: "database password replaced, in the server first", run: rotateDatabasePassword },
];
