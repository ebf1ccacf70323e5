import { expect, test } from "vitest";
import { kubeconform } from "./kubeconform.ts";
import { CASES, CHART, helm, templateText } from "./render.ts";

test.each(CASES)("%s: helm lint has nothing to say", async (name) => {
  const { stdout } = await helm(["lint", CHART, "--strict", "--values", `${CHART}/ci/${name}.yaml`]);
  expect(stdout.split("\n").filter((line) => /^\[(WARNING|ERROR)\]/.test(line))).toEqual([]);
});

test.each(CASES)("%s: every object is one that Kubernetes knows, with no key that it does not", async (name) => {
  const input = await templateText(["--values", `${CHART}/ci/${name}.yaml`]);
  expect(await kubeconform(input)).toEqual([]);
});

test("kubeconform refuses what it should", async () => {
  const service = (spec: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {${spec}, ports: [{port: 80}]}\n`;
  expect(await kubeconform(service("type: ClusterIP"))).toEqual([]);
  expect(await kubeconform(service("typo: ClusterIP"))).toEqual([expect.stringContaining("typo")]);
  expect(await kubeconform("apiVersion: v1\nkind: Nothing\nmetadata: {name: a}\n")).toHaveLength(1);
});
