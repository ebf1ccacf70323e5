/** Whether objects are what Kubernetes knows. */
import { execFileSync } from "node:child_process";
import { locateSchemas, locateTool } from "../servers/tools.ts";

/** What it has to say of each object that is not valid. */
export async function kubeconform(input: string): Promise<readonly string[]> {
  const location = `${await locateSchemas()}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
  const args = ["-strict", "-output", "json", "-schema-location", location];
  let output: string;
  try {
    output = execFileSync(await locateTool("kubeconform"), args, { input, encoding: "utf8" });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const { resources = [] } = JSON.parse(output) as {
    resources?: { kind: string; name: string; status: string; msg: string }[];
  };
  return resources.map(({ kind, name, status, msg }) => `${kind} ${name}: ${status}: ${msg}`);
}
