/** What the navigation leads to, in groups; a page that is not here is reached from another. */
export interface PageLink {
  readonly to: string;
  readonly name: string;
  /** Of no use to others. */
  readonly forAdmins?: boolean;
  /** The server's own page, not one of this. */
  readonly outside?: boolean;
}

export interface PageGroup {
  readonly name: string;
  readonly pages: readonly PageLink[];
}

export const HOME = "/";

export const PAGE_GROUPS: readonly PageGroup[] = [
  {
    name: "Exposure",
    pages: [
      { to: "/", name: "Overview" },
      { to: "/findings", name: "Findings" },
      { to: "/inventory", name: "Assets" },
      { to: "/certificates", name: "Certificates" },
      { to: "/repositories", name: "Repositories" },
    ],
  },
  {
    name: "Progress",
    pages: [
      { to: "/plan", name: "Plan" },
      { to: "/policy", name: "Policy" },
      { to: "/exceptions", name: "Exceptions" },
    ],
  },
  {
    name: "Operation",
    pages: [
      { to: "/scans", name: "Scans" },
      { to: "/queue", name: "Workers and queue" },
      { to: "/webhooks", name: "Webhooks", forAdmins: true },
      { to: "/api/v1/docs", name: "API", outside: true },
    ],
  },
];
