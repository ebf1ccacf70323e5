/** Who sends: the resource that traces and metrics of one process have in common. */
import { hostname } from "node:os";
import {
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";

export interface ResourceOptions {
  /** `service.name`: `pqc-audit-worker`. */
  readonly service: string;
  readonly version: string;
  /** `deployment.environment.name`. */
  readonly environment?: string;
}

const INSTANCE = `${process.pid}-${crypto.randomUUID()}`;

/** With what `OTEL_RESOURCE_ATTRIBUTES` adds: the chart says there which pod of which node it is (`k8s.*`). */
export function resourceOf({ service, version, environment }: ResourceOptions): Resource {
  const surroundings = detectResources({ detectors: [resourceAttributesEnvDetector] });
  return surroundings.merge(
    resourceFromAttributes({
      "service.name": service,
      "service.version": version,
      "service.instance.id": INSTANCE,
      "host.name": hostname(),
      "process.pid": process.pid,
      ...(environment && { "deployment.environment.name": environment }),
    }),
  );
}
