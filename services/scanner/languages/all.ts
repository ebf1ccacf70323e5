/** Every language the scanner reads as code. Adding one: its file, and its line here. */
import { c } from "./c.ts";
import { svelte, vue } from "./components.ts";
import { cpp } from "./cpp.ts";
import { csharp } from "./described/csharp.ts";
import { elixir } from "./described/elixir.ts";
import { groovy } from "./described/groovy.ts";
import { kotlin } from "./described/kotlin.ts";
import { lua } from "./described/lua.ts";
import { php } from "./described/php.ts";
import { powershell } from "./described/powershell.ts";
import { ruby } from "./described/ruby.ts";
import { rust } from "./described/rust.ts";
import { scala } from "./described/scala.ts";
import { solidity } from "./described/solidity.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import type { Language } from "./language.ts";
import { dart } from "./lexical/dart.ts";
import { erlang } from "./lexical/erlang.ts";
import { perl } from "./lexical/perl.ts";
import { swift } from "./lexical/swift.ts";
import { vbnet } from "./lexical/vbnet.ts";
import { objc } from "./objc.ts";
import { python } from "./python.ts";
import { bash, dockerfile, makefile, scripts } from "./shell.ts";
import { tsx, typescript } from "./typescript.ts";

export const LANGUAGES: readonly Language[] = [
  python,
  java,
  go,
  javascript,
  typescript,
  tsx,
  vue,
  svelte,
  c,
  cpp,
  objc,
  csharp,
  kotlin,
  scala,
  groovy,
  php,
  ruby,
  rust,
  bash,
  dockerfile,
  makefile,
  scripts,
  elixir,
  lua,
  powershell,
  solidity,
  swift,
  dart,
  perl,
  erlang,
  vbnet,
];
