import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { erlang } from "./erlang.ts";

const SOURCE = `%% first_in_comment(md5)
-module(a).
-import(lib, [made/1, mac/4]).
-define(ALG, sha).
-define(OPTS, [binary, {versions, ['tlsv1.2', tlsv1]}]).
-record(state, {alg = md5 :: atom()}).
-spec digest(binary(), fun((atom()) -> ok)) -> binary().
digest(Data, Fun) when is_binary(Data) ->
    A = crypto:hash(?ALG, Data),
    Alg = sha256,
    B = other:hash(Alg, [A, "text (", $", $\\\\, <<"bin">>]),
    mac(hmac, sha, 1, 2),
    C = case Alg of
          sha -> in:clause(Alg);
          _ when true -> in:other(sha512, "a" "b")
        end,
    F = fun(X) -> in:function(md5, X) end,
    G = fun digest/2,
    {Pub, Priv} = keys:pair(rsa, {2048, 65537}),
    ssl:listen(Port, ?OPTS),
    lists:map(fun({_, V}) -> V#state.alg end, #{alg => 'quoted', n := 16#ff});
digest(Other, _) -> helper(Other, md5).

helper(Data, Alg) -> last:call(Alg, $a).
`;

test.each([
  ["crypto:hash", "call :crypto.hash", '"sha", ?'],
  ["other:hash", "call :other.hash", '"sha256", [:crypto.hash(), "text (", ?, ?, "bin"]'],
  ["    mac", "call :lib.mac", '"hmac", "sha", 1, 2'],
  ["in:clause", "call :in.clause", '"sha256"'],
  ["in:other", "call :in.other", '"sha512", "ab"'],
  ["in:function", "call :in.function", '"md5", ?'],
  ["keys:pair", "call :keys.pair", '"rsa", [2048, 65537]'],
  ["ssl:listen", "call :ssl.listen", "?, {}"],
  ["lists:map", "call :lists.map", "{}"],
  ["last:call", "call :last.call", '"md5", ?'],
])("%s in Erlang", async (name, site, values) => {
  const file = await openSource(erlang, SOURCE);
  const found = siteOf(file, name);
  expect(spelled(found)).toContain(site);
  expect(valuesOf(file, found)).toContain(values);
});

test("a list of words and their values is read as options", async () => {
  const file = await openSource(erlang, SOURCE);
  const options = siteOf(file, "ssl:listen")?.arguments[1];
  const value = options && file.evaluate(options.node);
  const versions = value?.kind === "object" ? value.field("versions") : undefined;
  expect(versions?.kind === "list" && versions.items.map((each) => each.kind === "string" && each.text)).toEqual([
    "tlsv1.2",
    "tlsv1",
  ]);
});

test("comments are no code, and a name in a pattern is a parameter", async () => {
  const file = await openSource(erlang, SOURCE);
  expect(spelled(siteOf(file, "first_in_comment"))).toBe("none");
  expect(spelled(siteOf(file, "helper(Data", 0))).toBe("none");
});
