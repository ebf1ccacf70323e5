import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { lua } from "./lua.ts";
import { solidity } from "./solidity.ts";

const SOURCE = `local digest = require "openssl.digest"
local resty = require("resty/md5")
local ALG = "sha" .. "1"
local function f(name, bits)
  local d = digest.new(ALG)
  local opts = { type = "RSA", bits = 1024 }
  local k = require("openssl.pkey").new(opts)
  resty:new():update(name)
  self.md5(name)
  local other = {}
  other.new(bits or 2048)
end
`;

test("Lua: modules by what they are required as, methods, constants, tables", async () => {
  const file = await openSource(lua, SOURCE);
  expect(spelled(siteOf(file, "digest.new"))).toBe("call openssl.digest.new");
  expect(valuesOf(file, siteOf(file, "digest.new"))).toBe('"sha1"');
  expect(spelled(siteOf(file, '"openssl.pkey").new'))).toBe("call openssl.pkey.new");
  expect(spelled(siteOf(file, "resty:new"))).toBe("call resty.md5.new");
  expect(spelled(siteOf(file, "other.new"))).toBe("call ?.new");
  expect(valuesOf(file, siteOf(file, "other.new"))).toContain("2048");
});

test("Solidity: own functions hide the language's, members are named by their library", async () => {
  const file = await openSource(
    solidity,
    `contract A is B {
  bytes32 constant H = keccak256("x");
  function f(bytes32 h) public { address u = ECDSA.recover(h, sig); h.recover(sig); ripemd160(d); }
  function ripemd160(bytes memory d) public {}
}
`,
  );
  expect(spelled(siteOf(file, "keccak256"))).toBe("call keccak256");
  expect(valuesOf(file, siteOf(file, "keccak256"))).toBe('"x"');
  expect(spelled(siteOf(file, "ECDSA.recover"))).toBe("call ECDSA.recover");
  expect(spelled(siteOf(file, "h.recover"))).toBe("call bytes32.recover | ?.recover");
  expect(spelled(siteOf(file, "ripemd160"))).toBe("none");
});
