/**
 * What a node would do for the pods of the release: binds each, runs its process, says when it is ready, tells it to end when the
 * pod is deleted and lets the pod go once the process has ended. Which pods there are is decided by Kubernetes alone.
 *
 * Processes get what the pod's ConfigMap says of work and time, and the addresses of this machine in place of the cluster's. Images,
 * probes, hooks, volumes and the network are not there.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { RELEASE } from "../chart/render.ts";
import type { ClusterTarget, Rig, Service } from "../faults/rig.ts";
import { ApiError, type KubernetesApi } from "./api.ts";

const PODS = `/api/v1/namespaces/${RELEASE.namespace}/pods`;
const LOOK_MS = 300;
const TARGETS: readonly string[] = ["aggregator", "coordinator", "worker"] satisfies ClusterTarget[];

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly volumes: readonly { readonly configMap?: { readonly name: string } }[];
  };
}

interface Running {
  readonly pod: Pod;
  readonly target: ClusterTarget;
  service?: Service;
  /** Told to end. */
  ending: boolean;
}

export class PodRunner {
  /** What went otherwise than a node's pods should: processes that ended by themselves, or only by force. */
  readonly faults: string[] = [];
  /** Pods whose process ended in its own time after it was told to. */
  ended = 0;
  readonly #api: KubernetesApi;
  readonly #rig: Rig;
  readonly #failpoints: Readonly<Partial<Record<ClusterTarget, string>>>;
  readonly #changed: (addresses: ReadonlyMap<string, string>) => Promise<void>;
  readonly #running = new Map<string, Running>();
  readonly #work = new Set<Promise<void>>();
  #over = false;
  #loop: Promise<void> = Promise.resolve();

  /** `changed` hears of the addresses of what runs, by the pods' names. */
  constructor(
    api: KubernetesApi,
    rig: Rig,
    failpoints: Readonly<Partial<Record<ClusterTarget, string>>>,
    changed: (addresses: ReadonlyMap<string, string>) => Promise<void>,
  ) {
    this.#api = api;
    this.#rig = rig;
    this.#failpoints = failpoints;
    this.#changed = changed;
  }

  start(): void {
    this.#loop = this.#watch();
  }

  /** Looks no more; the rig ends the processes. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#loop;
    await Promise.all(this.#work);
  }

  /** Pods of the component whose process works. */
  ready(target: ClusterTarget): number {
    return this.#ready().filter((each) => each.target === target).length;
  }

  /** The one of a component that is not scaled, once it works. */
  service(target: ClusterTarget): Service | undefined {
    return this.#ready().find((each) => each.target === target)?.service;
  }

  /** Pods of the component that are not gone yet. */
  count(target: ClusterTarget): number {
    return [...this.#running.values()].filter((each) => each.target === target).length;
  }

  #ready() {
    return [...this.#running.values()].filter(({ service, ending }) => service !== undefined && !ending);
  }

  async #watch(): Promise<void> {
    while (!this.#over) {
      try {
        await this.#look();
      } catch (error) {
        // A look that fails is followed by the next; a server that stays away fails the test's own questions.
        if (!(error instanceof ApiError) || error.status < 500) this.faults.push(`looking at pods: ${String(error)}`);
      }
      await sleep(LOOK_MS);
    }
  }

  async #look(): Promise<void> {
    const { items } = await this.#api.get<{ items: readonly Pod[] }>(PODS);
    for (const pod of items) {
      const { uid, labels, deletionTimestamp } = pod.metadata;
      const target = labels["app.kubernetes.io/component"];
      if (!isTarget(target)) continue;
      const running = this.#running.get(uid);
      if (running === undefined && deletionTimestamp === undefined) this.#do(pod, this.#begin(pod, target));
      else if (running?.service && deletionTimestamp !== undefined && !running.ending) {
        this.#do(pod, this.#end(running, running.service, pod.metadata.deletionGracePeriodSeconds ?? 0));
      }
    }
  }

  #do(pod: Pod, work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => void this.faults.push(`${pod.metadata.name}: ${String(error)}`))
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }

  async #begin(pod: Pod, target: ClusterTarget): Promise<void> {
    const { name, uid } = pod.metadata;
    const running: Running = { pod, target, ending: false };
    this.#running.set(uid, running);
    if (pod.spec.nodeName === undefined) {
      const node = { apiVersion: "v1", kind: "Node", name: "this-machine" };
      const binding = { apiVersion: "v1", kind: "Binding", metadata: { name }, target: node };
      await this.#api.create(`${PODS}/${name}/binding`, binding);
    }
    const failpoint = this.#failpoints[target];
    const config = await this.#configOf(pod);
    const service = await this.#rig.start(target, name, { config, ...(failpoint !== undefined && { failpoint }) });
    void service.ended.then((how) => {
      if (!running.ending && !this.#over) this.faults.push(`${name} ended by itself: ${how}`);
    });
    running.service = service;
    await this.#api.merge(`${PODS}/${name}/status`, {
      status: { phase: "Running", conditions: ["Initialized", "ContainersReady", "Ready"].map(isTrue) },
    });
    await this.#tell();
  }

  async #end(running: Running, service: Service, graceSeconds: number): Promise<void> {
    const { name, uid } = running.pod.metadata;
    running.ending = true;
    await this.#tell();
    service.signal("SIGTERM");
    const waited = new AbortController();
    const late = sleep(graceSeconds * 1000, "late", { signal: waited.signal }).catch(() => "");
    const how = await Promise.race([service.ended, late]);
    waited.abort();
    if (how === "exit code 0") this.ended++;
    else {
      this.faults.push(
        `${name} was told to end and ${how === "late" ? `did not in ${graceSeconds} s` : `ended: ${how}`}`,
      );
      await service.kill();
    }
    await this.#api.delete(`${PODS}/${name}`, { gracePeriodSeconds: 0, preconditions: { uid } });
    this.#running.delete(uid);
  }

  #tell(): Promise<void> {
    const pods = this.#ready().flatMap(({ pod, service }) =>
      service === undefined ? [] : [[pod.metadata.name, service.address] as const],
    );
    return this.#changed(new Map(pods));
  }

  async #configOf({ metadata, spec }: Pod) {
    const name = spec.volumes.find(({ configMap }) => configMap !== undefined)?.configMap?.name;
    if (name === undefined) throw new Error(`pod ${metadata.name} mounts no ConfigMap`);
    const map = await this.#api.get<{ data: Readonly<Record<string, string>> }>(
      `/api/v1/namespaces/${RELEASE.namespace}/configmaps/${name}`,
    );
    const { performance, distribution, health } = parse(map.data["config.yaml"] ?? "") as Sections;
    const grace = health?.grace_seconds;
    return { performance: performance ?? {}, distribution: distribution ?? {}, health: { grace_seconds: grace } };
  }
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const isTrue = (type: string) => ({ type, status: "True", lastTransitionTime: new Date().toISOString() });

function isTarget(name: string | undefined): name is ClusterTarget {
  return name !== undefined && TARGETS.includes(name);
}
