/** What values of the chart may be, where a default does not say it. Names are those of `$ref` in values.yaml. */

const text = { type: "string" };
const quantity = {
  anyOf: [
    { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$" },
    { type: "number", minimum: 0 },
  ],
};
const quantities = {
  type: "object",
  additionalProperties: false,
  properties: { cpu: quantity, memory: quantity, "ephemeral-storage": quantity },
};

export const DEFINITIONS = {
  texts: { type: "object", additionalProperties: text },
  quantity,
  resources: {
    type: "object",
    additionalProperties: false,
    required: ["requests", "limits"],
    properties: {
      requests: { ...quantities, required: ["cpu", "memory"] },
      limits: { ...quantities, required: ["memory"] },
    },
  },
  countOrShare: {
    anyOf: [
      { type: "integer", minimum: 1 },
      { type: "string", pattern: "^([1-9]|[1-9][0-9]|100)%$" },
    ],
  },
  topologySpread: {
    type: "object",
    additionalProperties: false,
    required: ["topologyKey", "maxSkew", "whenUnsatisfiable"],
    properties: {
      topologyKey: text,
      maxSkew: { type: "integer", minimum: 1 },
      whenUnsatisfiable: { enum: ["ScheduleAnyway", "DoNotSchedule"] },
    },
  },
  environment: {
    type: "object",
    additionalProperties: false,
    required: ["name"],
    properties: { name: text, value: text, valueFrom: { type: "object" } },
  },
  schedule: {
    type: "object",
    additionalProperties: false,
    required: ["name", "schedule"],
    oneOf: [{ required: ["repository"] }, { required: ["organisation"] }, { required: ["targetsConfigMap"] }],
    properties: {
      // With the name of the release before it and that of a Job behind it, 63 characters.
      name: { type: "string", pattern: "^[a-z0-9]([-a-z0-9]{0,19}[a-z0-9])?$" },
      schedule: { type: "string", pattern: "^(@(yearly|monthly|weekly|daily|hourly)|\\S+( \\S+){4})$" },
      timeZone: text,
      repository: { type: "string", pattern: "^(https|http|ssh|file|s3|archive)://" },
      organisation: { type: "string", pattern: "^https?://[^/?#@]+/[^?#@]+$" },
      targetsConfigMap: { type: "string", minLength: 1 },
      hosting: { enum: ["github", "gitlab", "gitea", "bitbucket"] },
      archived: { type: "boolean" },
      forks: { type: "boolean" },
      lfs: { type: "boolean" },
      ref: { type: "string", minLength: 1 },
      include: { type: "array", items: text },
      exclude: { type: "array", items: text },
      suspend: { type: "boolean" },
    },
  },
  peers: {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      properties: {
        podSelector: { type: "object" },
        namespaceSelector: { type: "object" },
        ipBlock: {
          type: "object",
          additionalProperties: false,
          required: ["cidr"],
          properties: { cidr: text, except: { type: "array", items: text } },
        },
      },
    },
  },
  ports: { type: "array", minItems: 1, items: { type: "integer", minimum: 1, maximum: 65535 } },
};
