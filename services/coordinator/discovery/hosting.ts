/** What a hosting service is asked for in its own words: every repository of an organisation. */
import type { HostingApi } from "./hosting-api.ts";

export interface FoundRepository {
  /** Below the service: `group/subgroup/name`. */
  readonly name: string;
  /** As the service says them, for `git clone`; nobody has checked them. */
  readonly httpUrl: string;
  readonly sshUrl: string | undefined;
  readonly archived: boolean;
  readonly fork: boolean;
  /** Nothing was ever pushed, as far as the service tells. */
  readonly empty: boolean;
  /** It is there and gives nothing out: disabled, being deleted, without a repository. */
  readonly closed: boolean;
}

/** What may be said who asks: `user` is what stands before the token in its file, or git's word for none. */
export interface Login {
  readonly user: string;
  readonly token: string;
}

export interface HostingService {
  /** Hosts of the service itself; every other one has to be said. */
  readonly hosts: readonly string[];
  /** Where its API is, with a slash at the end. */
  apiOf(organisation: URL): string;
  /** The header `authorization`. */
  authorization(login: Login): string;
  /** By pages. Throws `TerminalError` where there is no such organisation, or an answer is not as documented. */
  repositories(api: HostingApi, organisation: string): AsyncIterable<FoundRepository>;
}
