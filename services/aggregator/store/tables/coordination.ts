/** What replicas agree by. */

export interface LeaseTable {
  name: string;
  holder: string;
  epoch: number;
  expires_at: number;
}

/** How often something was changed that is kept in memory. */
export interface ChangeCountTable {
  /** `teams`: which repository is whose. */
  what: "teams";
  changes: number;
}
