/** What findings are judged by: the mandates there are, and the policy of this server. */
import type { FastifyInstance } from "fastify";
import { allMandates, type Mandate } from "../join/mandates.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { EXCEPTION_DEFAULTS } from "./exceptions.ts";
import { count, failuresOf, noQuery, open } from "./schemas.ts";

const text = { type: "string" } as const;
const day = { type: "string", format: "date" } as const;
const texts = { type: "array", items: text } as const;

const requirement = {
  type: "object",
  required: ["date", "requirement"],
  description: "A use is meant where every selector that is there fits it.",
  properties: {
    date: { ...day, description: "The last day on which the old state is in order." },
    requirement: text,
    whenAsked: { type: "boolean", description: "Speaks only where the mandate is asked for by its id." },
    quantum: texts,
    classical: texts,
    purposes: texts,
    operations: texts,
    families: texts,
    parts: { ...texts, description: "Parts of the algorithm's full name, of which one is there." },
    protocols: { ...texts, description: "Beginnings of the protocol's name." },
    classes: { ...texts, description: "Kinds of systems, as a repository's `.pqc-audit.yaml` names them." },
    strengthBelow: { ...count, description: "Bits of classical strength." },
    keySizeBelow: { ...count, description: "Bits." },
    replacement: open("What to move to where nothing is wrong with the use otherwise."),
  },
} as const;

const mandate = {
  type: "object",
  required: ["id", "title", "issuer", "source", "read", "confidence", "byDefault", "requirements"],
  properties: {
    id: { ...text, description: "As `mandate` of queries, and in `deadlines` of findings." },
    title: text,
    issuer: text,
    source: { ...text, description: "The document, with its date." },
    read: { ...day, description: "When the source was read." },
    confidence: { type: "string", enum: ["high", "medium", "low"], description: "How sure we are of the dates." },
    note: text,
    byDefault: { type: "boolean", description: "It binds where none is asked for." },
    requirements: { type: "array", items: requirement },
  },
} as const;

const mandates = {
  type: "object",
  required: ["results"],
  properties: { results: { type: "array", items: mandate, description: "All of them, by id." } },
} as const;

const yes = (description: string) => ({ type: "boolean", description }) as const;

const policy = {
  type: "object",
  required: ["mandates", "repositories", "exceptions"],
  properties: {
    mandates: { ...texts, description: "Ids of the mandates that stored findings are judged by." },
    leadMonths: {
      ...count,
      description: "So long before a deadline a use counts as overdue; absent where queries say it.",
    },
    repositories: {
      type: "object",
      required: ["suppress", "rescope", "wrappers"],
      description: "What a repository may decide of itself.",
      properties: {
        suppress: yes("Accept findings, by comments and in `.pqc-audit.yaml`."),
        rescope: yes("Say which scope, lifetime of data and kind of system its files have."),
        wrappers: yes("Declare functions of its own that are looked for in it."),
      },
    },
    exceptions: {
      type: "object",
      required: ["longestDays", "approveOwn"],
      properties: {
        longestDays: { ...count, description: "So many days after it is asked for an exception ends at the latest." },
        approveOwn: yes("Who asks for an exception may approve it."),
      },
    },
  },
} as const;

function told({ replacements: _, byDefault = true, ...rest }: Mandate) {
  return { ...rest, byDefault };
}

export function policyRoutes(app: FastifyInstance, { context, config, policyAt }: HttpDependencies): void {
  const access = { role: "viewer", repository: "none" } as const;
  const failures = failuresOf(400, 401, 403, 429, 503);

  app.get(
    "/api/v1/mandates",
    {
      config: { access },
      schema: {
        summary: "Mandates that this release knows: what they require by when, and where that was read",
        tags: ["policy"],
        querystring: noQuery,
        response: { 200: mandates, ...failures },
      },
    },
    () => ({ results: allMandates().map(told) }),
  );

  app.get(
    "/api/v1/policy",
    {
      config: { access },
      schema: {
        summary: "What this server judges findings by, and what it leaves to repositories and people",
        tags: ["policy"],
        querystring: noQuery,
        response: { 200: policy, ...failures },
      },
    },
    () => {
      const { mandates: binding, leadMonths, rights } = policyAt(new Date(context.clock()));
      return {
        mandates: binding.map(({ id }) => id),
        ...(leadMonths !== undefined && { leadMonths }),
        repositories: rights,
        exceptions: config.exceptions ?? EXCEPTION_DEFAULTS,
      };
    },
  );
}
