/**
 * Which network addresses the host of a URL may have that somebody else has written: a repository's, a webhook's. The address
 * that was checked here is the one the connection is held to, so a name cannot mean something else a moment later.
 */
import { lookup } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { RetryableError, TerminalError, UsageError } from "../errors.ts";

/** All addresses of a name; rejects where it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface AddressPolicy {
  /** Hosts with private, loopback or link-local addresses. Default false. */
  readonly allowPrivateAddresses?: boolean;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** What the configuration says of private addresses, for messages. Default that of repositories. */
  readonly key?: string;
}

const hint = ({ key = "sources.allow_private_addresses" }: AddressPolicy) =>
  `allow private addresses in the configuration (${key}) to use it`;

const bySystem: Resolve = async (host) => (await lookup(host, { all: true })).map((each) => each.address);

/** Subnets of the IANA special-purpose registries that are not globally reachable, or lead to other addresses. */
const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, "ipv4");
}
for (const [net, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, "ipv6");
}
/** All of IPv6 that is given to the world; mapped, translated, link-local and private addresses lie outside. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet("2000::", 3, "ipv6");

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC.check(address, "ipv4");
    case 6:
      return GLOBAL_UNICAST.check(address, "ipv6") && !NOT_PUBLIC.check(address, "ipv6");
    default:
      return false;
  }
}

/**
 * The host in its one spelling: lower case, IPv4 addresses as four decimals however they were written (`0x7f.1`,
 * `017700000001`, `2130706433`), IPv6 addresses without brackets. Undefined where it is no host name and no address:
 * zone ids, percent signs, blanks, leading dashes and a dot at the end among them.
 */
export function canonicalHost(host: string): string | undefined {
  if (!/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/.test(host) || host.length > 255) {
    return undefined;
  }
  try {
    return new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return undefined; // `1.2.3.4.5`, `0x.`: a number at the end and no address.
  }
}

/** What can be said without asking anybody: throws `UsageError` for an address, or a name that always means one, that is not allowed. */
export function checkWithoutResolving(host: string, policy: AddressPolicy): void {
  if (policy.allowPrivateAddresses) return;
  const local = /(?:^|\.)localhost$/.test(host);
  if (!local && (isIP(host) === 0 || isPublicAddress(host))) return;
  throw new UsageError(`The host ${host} is ${local ? "this machine" : "a private address"}: ${hint(policy)}.`);
}

/** Every address of the host, each of them allowed. `TerminalError` where one is not, `RetryableError` where there is none. */
export async function checkedAddresses(host: string, policy: AddressPolicy): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await (policy.resolve ?? bySystem)(host) : [host];
  } catch (error) {
    throw new RetryableError(`Cannot find the host ${host}: the name does not resolve.`, { cause: error });
  }
  if (addresses.length === 0) throw new RetryableError(`Cannot find the host ${host}: the name has no address.`);
  const odd = addresses.find((each) => isIP(each) === 0);
  if (odd !== undefined) throw new TerminalError(`The host ${host} resolves to ${odd}, which is no address.`);
  const inside = policy.allowPrivateAddresses ? undefined : addresses.find((each) => !isPublicAddress(each));
  if (inside !== undefined) {
    throw new TerminalError(`The host ${host} has the private address ${inside}: ${hint(policy)}.`);
  }
  return addresses;
}

/** For `lookup` of a connection: a name means the addresses that were checked, whatever it means a moment later. */
export function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all: every }, callback) => {
    const [first] = all;
    if (first === undefined) callback(new Error("no address is allowed"), []);
    else if (every) callback(null, all);
    else callback(null, first.address, first.family);
  };
}
