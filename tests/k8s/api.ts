/** The API of Kubernetes as far as the test speaks it: plain HTTPS with a token, objects as they are. */
import { request } from "node:https";
import type { Manifest } from "../chart/render.ts";

const TIMEOUT_MS = 20_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly namespaced: boolean;
}

/** What the server answered, beyond 2xx. */
export class ApiError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export class KubernetesApi {
  readonly #port: number;
  readonly #ca: string;
  readonly #token: string;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(port: number, ca: string, token: string) {
    this.#port = port;
    this.#ca = ca;
    this.#token = token;
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.#send("GET", path)) as T;
  }

  /** Applies an object as `kubectl apply --server-side --validate=strict` would; into the namespace where it is of a kind that has one. */
  async apply(object: Manifest, namespace: string): Promise<void> {
    await this.#patch(object, namespace, "force=true");
  }

  /** All that the server does with an object before it would store it; rejects where it refuses. */
  async validate(object: Manifest, namespace: string): Promise<void> {
    await this.#patch(object, namespace, "force=true&dryRun=All");
  }

  async #patch(object: Manifest, namespace: string, query: string): Promise<void> {
    const collection = await this.#collection(object, namespace);
    const path = `${collection}/${object.metadata.name}?fieldManager=test&fieldValidation=Strict&${query}`;
    // JSON is YAML.
    await this.#send("PATCH", path, object, "application/apply-patch+yaml");
  }

  async create(path: string, object: object): Promise<void> {
    await this.#send("POST", path, object);
  }

  async merge(path: string, change: object): Promise<void> {
    await this.#send("PATCH", path, change, "application/merge-patch+json");
  }

  async delete(path: string, options: object = {}): Promise<void> {
    await this.#send("DELETE", path, { apiVersion: "v1", kind: "DeleteOptions", ...options });
  }

  /** Whether the server, and all that it aggregates, says it is ready. */
  async ready(): Promise<boolean> {
    return this.#send("GET", "/readyz").then(
      () => true,
      () => false,
    );
  }

  async #collection({ apiVersion, kind }: Manifest, namespace: string): Promise<string> {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#resources.get(base) ?? (await this.get<{ resources: readonly Resource[] }>(base)).resources;
    this.#resources.set(base, known);
    const resource = known.find((each) => each.kind === kind && !each.name.includes("/"));
    if (resource === undefined) throw new Error(`the API server knows no ${kind} in ${apiVersion}`);
    return resource.namespaced ? `${base}/namespaces/${namespace}/${resource.name}` : `${base}/${resource.name}`;
  }

  async #send(method: string, path: string, body?: object, type = "application/json"): Promise<string> {
    const answer = await this.#exchange(method, path, body && JSON.stringify(body), type);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new ApiError(`${method} ${path} answered ${answer.status}: ${answer.body.slice(0, 2_000)}`, answer.status);
  }

  #exchange(method: string, path: string, body: string | undefined, type: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Node sends no length of its own with DELETE.
      const length = { "content-type": type, "content-length": Buffer.byteLength(body ?? "") };
      const headers = { authorization: `Bearer ${this.#token}`, ...(body !== undefined && length) };
      const call = request(
        { host: "127.0.0.1", port: this.#port, ca: this.#ca, method, path, headers, timeout: TIMEOUT_MS },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (part: string) => {
            text += part;
          });
          answer.once("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
          answer.once("error", reject);
        },
      );
      call.once("timeout", () => call.destroy(new Error(`${method} ${path} was not answered in ${TIMEOUT_MS} ms`)));
      call.once("error", reject);
      call.end(body);
    });
  }
}
