import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { elixir } from "./elixir.ts";

const SOURCE = `defmodule App.A do
  alias JOSE.JWK
  alias Foo.{Bar, Baz}
  import Bcrypt, only: [hash_pwd_salt: 1]
  @alg :sha
  def f(x, h \\\\ :md5) do
    size = 2048
    :crypto.hash(@alg, x)
    data |> :crypto.hash_init()
    x |> JWK.generate_key({:rsa, size})
    :crypto.crypto_one_time(:aes_128_cbc, k, iv, x, encrypt: true)
    Baz.go(%{"alg" => "RS256"}, h)
    hash_pwd_salt x
    local(x)
  end
  defp local(y), do: y
end
`;

test("calls are named by Erlang modules, aliases and imports", async () => {
  const file = await openSource(elixir, SOURCE);
  expect(spelled(siteOf(file, ":crypto.hash"))).toBe("call :crypto.hash");
  expect(spelled(siteOf(file, "JWK.generate_key"))).toBe("call JOSE.JWK.generate_key");
  expect(spelled(siteOf(file, "Baz.go"))).toBe("call Foo.Baz.go");
  expect(spelled(siteOf(file, "hash_pwd_salt", 1))).toBe("call Bcrypt.hash_pwd_salt");
  expect(spelled(siteOf(file, "local"))).toBe("none");
});

test("attributes, pipes, tuples, keywords and defaults", async () => {
  const file = await openSource(elixir, SOURCE);
  expect(valuesOf(file, siteOf(file, ":crypto.hash"))).toBe('"sha", ?');
  expect(siteOf(file, "hash_init")?.arguments.map((each) => each.node.text)).toEqual(["data"]);
  expect(valuesOf(file, siteOf(file, "JWK.generate_key"))).toBe('?, ["rsa", 2048]');
  expect(valuesOf(file, siteOf(file, "crypto_one_time"))).toBe('"aes_128_cbc", @k, @iv, ?, encrypt=true');
  expect(valuesOf(file, siteOf(file, "Baz.go"))).toBe('{}, "md5"');
});
