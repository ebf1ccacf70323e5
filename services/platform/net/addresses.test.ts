import { expect, test } from "vitest";
import { RetryableError, TerminalError, UsageError } from "../errors.ts";
import { canonicalHost, checkedAddresses, checkWithoutResolving, isPublicAddress } from "./addresses.ts";

test.each([
  ["93.184.216.34", true],
  ["2606:2800:220:1::1", true],
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.31.0.1", false],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["198.18.0.1", false],
  ["203.0.113.1", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["::1", false],
  ["::", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:a00:1", false],
  ["::ffff:93.184.216.34", false],
  ["fe80::1", false],
  ["fe80::1%eth0", false],
  ["fd00::1", false],
  ["fd00:ec2::254", false],
  ["ff02::1", false],
  ["64:ff9b::a00:1", false],
  ["2002:7f00:1::", false],
  ["2001:0:7f00:1::", false],
  ["2001:db8::1", false],
  ["not an address", false],
])("%s public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test.each([
  ["GIT.Example.ORG", "git.example.org"],
  ["0x7f.1", "127.0.0.1"],
  ["0x7F000001", "127.0.0.1"],
  ["2130706433", "127.0.0.1"],
  ["017700000001", "127.0.0.1"],
  ["127.1", "127.0.0.1"],
  ["0251.0376.0251.0376", "169.254.169.254"],
  ["[::FFFF:127.0.0.1]", "::ffff:7f00:1"],
  ["[0:0::1]", "::1"],
  ["my_host", "my_host"],
])("%s has the one spelling %s", (host, expected) => {
  expect(canonicalHost(host)).toBe(expected);
});

test.each([
  "",
  "-oProxyCommand=x",
  "a.-b-",
  "git.example.org.",
  "git%2eexample.org",
  "a b",
  "a\nb",
  "a/b",
  "a@b",
  "a#b",
  "::1",
  "[fe80::1%eth0]",
  "[fe80::1%25eth0]",
  "[::1",
  "1.2.3.4.5",
  "256.1.1.1",
  "host:80",
  "ⅼocalhost",
  "a".repeat(256),
])("%j is no host", (host) => {
  expect(canonicalHost(host)).toBeUndefined();
});

test("an address and the names of this machine are judged without asking anybody", () => {
  for (const host of ["127.0.0.1", "169.254.169.254", "::1", "::ffff:7f00:1", "localhost", "git.localhost"]) {
    expect(() => checkWithoutResolving(host, {})).toThrow(UsageError);
    expect(() => checkWithoutResolving(host, { allowPrivateAddresses: true })).not.toThrow();
  }
  for (const host of ["93.184.216.34", "git.example.org", "localhost.example.org", "notlocalhost"]) {
    expect(() => checkWithoutResolving(host, {})).not.toThrow();
  }
});

test("every address of a name must be allowed, and what the resolver says must be one", async () => {
  const resolving = (...addresses: readonly string[]) => ({ resolve: async () => addresses });
  const good = ["93.184.216.34", "2606:2800:220:1::1"];
  expect(await checkedAddresses("git.example.org", resolving(...good))).toEqual(good);
  for (const inside of ["10.0.0.1", "::1", "169.254.169.254", "::ffff:10.0.0.1", "fe80::1"]) {
    const refused = checkedAddresses("git.example.org", resolving(...good, inside));
    await expect(refused).rejects.toThrow(
      new TerminalError(
        `The host git.example.org has the private address ${inside}: allow private addresses in the configuration (sources.allow_private_addresses) to use it.`,
      ),
    );
    const open = { ...resolving(inside), allowPrivateAddresses: true };
    expect(await checkedAddresses("git.example.org", open)).toEqual([inside]);
  }
  await expect(checkedAddresses("h", { ...resolving("1.1.1.1,h"), allowPrivateAddresses: true })).rejects.toThrow(
    "no address",
  );
  await expect(checkedAddresses("h", resolving())).rejects.toThrow(RetryableError);
  const failing = { resolve: () => Promise.reject(new Error("ENOTFOUND")) };
  await expect(checkedAddresses("h", failing)).rejects.toThrow(RetryableError);
});

test("an address is not asked for", async () => {
  const resolve = () => Promise.reject(new Error("asked"));
  expect(await checkedAddresses("93.184.216.34", { resolve })).toEqual(["93.184.216.34"]);
  await expect(checkedAddresses("127.0.0.1", { resolve })).rejects.toThrow(TerminalError);
});
