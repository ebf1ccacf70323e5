/** What the navigation leads to, in groups; a page that is not here is reached from another. */
export interface PageLink {
  readonly to: string;
  readonly name: string;
}

export interface PageGroup {
  readonly name: string;
  readonly pages: readonly PageLink[];
}

export const HOME = "/scans";

export const PAGE_GROUPS: readonly PageGroup[] = [
  {
    name: "Inventory",
    pages: [{ to: "/repositories", name: "Repositories" }],
  },
  {
    name: "Operation",
    pages: [{ to: "/scans", name: "Scans" }],
  },
];
