/** Sources that are made to be costly, by size: none of them is anything but legal or nearly legal text. */
import type { Dialect } from "./testing-dialects.ts";

type Shape = (dialect: Dialect, size: number) => string;

const times = (size: number, line: (index: number) => string): string =>
  Array.from({ length: size }, (_, index) => line(index)).join("\n");

const file = ({ head, tail }: Dialect, body: string): string => `${head}${body}${tail ?? ""}`;

/** A statement with the modelled call. */
const used = (dialect: Dialect, expression: string): string => dialect.statement(dialect.use(expression));

/** `line` of each index behind one another, one on each line. */
const lines =
  (line: (dialect: Dialect, index: number, size: number) => string): Shape =>
  (dialect, size) =>
    file(
      dialect,
      times(size, (index) => line(dialect, index, size)),
    );

/** One modelled call of one expression. */
const expression =
  (made: (dialect: Dialect, size: number) => string): Shape =>
  (dialect, size) =>
    file(dialect, used(dialect, made(dialect, size)));

export const SHAPES: Readonly<Record<string, Shape>> = {
  "calls among statements": lines((dialect, index) => dialect.assign(`h${index}`, dialect.use(dialect.literal))),
  "one variable given again and again": lines((dialect) => dialect.assign("h", dialect.use(dialect.literal))),
  "one name as constant and argument, again and again": lines(
    (dialect) => `${dialect.assign("a", dialect.literal)}\n${used(dialect, "a")}`,
  ),
  "statements around one call": (dialect, size) => {
    const others = times(size, (index) => dialect.assign(`v${index}`, dialect.literal));
    return file(dialect, `${others}\n${used(dialect, `v${size >> 1}`)}\n${others}`);
  },
  "calls of constants": lines(
    (dialect, index) => `${dialect.constant(`a${index}`, dialect.literal)}\n${used(dialect, `a${index}`)}`,
  ),
  "constants of constants": (dialect, size) =>
    file(
      dialect,
      `${dialect.constant("a0", dialect.literal)}\n${times(size, (index) => `${dialect.constant(`a${index + 1}`, `a${index}`)}\n${used(dialect, `a${index}`)}`)}`,
    ),
  "constants doubled": (dialect, size) =>
    file(
      dialect,
      `${dialect.constant("a0", dialect.literal)}\n${times(size, (index) => dialect.constant(`a${index + 1}`, `a${index}${dialect.join}a${index}`))}\n${used(dialect, `a${size}`)}`,
    ),
  "constants of themselves": lines(
    (dialect, index, size) =>
      `${dialect.constant(`a${index}`, `a${(index + 1) % size}${dialect.join}a${(index * 7) % size}`)}\n${used(dialect, `a${index}`)}`,
  ),
  "names that nothing defines": lines((dialect, index) => used(dialect, `UNKNOWN_${index}`)),
  parentheses: expression(({ literal }, size) => `${"(".repeat(size)}${literal}${")".repeat(size)}`),
  "parentheses without end": expression(({ literal }, size) => "(".repeat(size) + literal),
  brackets: expression(({ literal }, size) => `${"[".repeat(size)}${literal}${"]".repeat(size)}`),
  "calls in calls": expression((dialect, size) => {
    const [before = "", after = ""] = dialect.use("\0").split("\0");
    return `${before.repeat(size)}${dialect.literal}${after.repeat(size)}`;
  }),
  "unknown calls in calls": expression(({ literal }, size) => `${"f(".repeat(size)}${literal}${")".repeat(size)}`),
  ternaries: expression((dialect, size) => {
    const [before = "", after = ""] = dialect.choice("x", dialect.literal, "\0").split("\0");
    return `${before.repeat(size)}${dialect.literal}${after.repeat(size)}`;
  }),
  "joined texts": expression(({ literal, join }, size) => Array.from({ length: size }, () => literal).join(join)),
  "arguments without end": expression(({ literal }, size) => Array.from({ length: size }, () => literal).join(", ")),
  "uses as arguments of a use": expression((dialect, size) =>
    Array.from({ length: size }, () => dialect.use(dialect.literal)).join(", "),
  ),
  "chained calls": (dialect, size) =>
    file(dialect, dialect.statement(dialect.chain.first + dialect.chain.link.repeat(size))),
  "chained uses": (dialect, size) =>
    file(
      dialect,
      times(Math.ceil(size / 100), () => dialect.statement(dialect.chain.first + dialect.chain.link.repeat(100))),
    ),
  "members without end": expression((_dialect, size) => `a${".b".repeat(size)}`),
  blocks: (dialect, size) => {
    const [before = "", after = ""] = dialect.block("\0").split("\0");
    return file(dialect, `${before.repeat(size)}${used(dialect, dialect.literal)}${after.repeat(size)}`);
  },
  "functions in functions": (dialect, size) => {
    const [before = "", after = ""] = dialect.function("f", "\0").split("\0");
    return file(dialect, `${before.repeat(size)}${used(dialect, dialect.literal)}${after.repeat(size)}`);
  },
  "functions that call each other": lines((dialect, index, size) =>
    dialect.function(`f${index}`, `${dialect.statement(`f${(index + 1) % size}(p)`)} ${used(dialect, "p")}`),
  ),
  "functions that call the next twice": (dialect, size) =>
    file(
      dialect,
      `${times(size, (index) => dialect.function(`f${index}`, dialect.statement(`f${index + 1}(p)${dialect.join}f${index + 1}(p)`)))}\n${dialect.function(`f${size}`, used(dialect, "p"))}\n${dialect.statement(`f0(${dialect.literal})`)}`,
    ),
  "one function called from everywhere": (dialect, size) =>
    file(
      dialect,
      `${dialect.function("f", used(dialect, "p"))}\n${times(size, () => dialect.statement(`f(${dialect.literal})`))}`,
    ),
  "many functions with equal names": lines((dialect) =>
    dialect.function("f", `${dialect.statement("f(p)")} ${used(dialect, "p")}`),
  ),
  "one line": (dialect, size) =>
    file(
      dialect,
      Array.from({ length: size }, (_, index) =>
        dialect.block(dialect.assign(`h${index}`, dialect.use(dialect.literal))),
      ).join(" "),
    ),
  "comment without end": (dialect, size) =>
    file(dialect, `${used(dialect, dialect.literal)}\n${dialect.comment} ${"* / x\n".repeat(size)}`),
  "comments opened again and again": (dialect, size) =>
    file(dialect, `${used(dialect, dialect.literal)}\n${`${dialect.comment} x\n`.repeat(size)}`),
  "text without end": (dialect, size) =>
    file(dialect, `${used(dialect, dialect.literal)}\n${dialect.assign("t", "\"'`")}${"x\\".repeat(size)}`),
  quotes: (dialect, size) => file(dialect, `${used(dialect, dialect.literal)}\n${"\"'`".repeat(size)}`),
  "templates in templates": expression((dialect, size) => {
    const [before, after] = dialect.language === "python" ? ["f'{", "}'"] : ["`${", "}`"];
    return `${before.repeat(size)}${dialect.literal}${after.repeat(size)}`;
  }),
  "aliases of the modelled name": (dialect, size) =>
    file(
      dialect,
      times(size, (index) => `${dialect.alias?.(`m${index}`) ?? ""}\n${dialect.statement(`m${index}('md5')`)}`),
    ),
  "names only": lines((dialect, index) => `${dialect.chain.first.replace(/\(.*/, "")} ${index % 2 ? "(" : ""}`),
  "macros of macros": (dialect, size) =>
    `${times(size, (index) => `#define A${index} A${index + 1} A${index + 1}`)}\n${file(dialect, used(dialect, "A0"))}`,
  "macros that use": (dialect, size) =>
    `${times(size, (index) => `#define A${index}(x) (${dialect.use("x")})`)}\n${file(dialect, used(dialect, "A0"))}`,
  "a macro with a long body": (dialect, size) =>
    `#define A(x) ${`${dialect.use("x")} \\\n`.repeat(size)}\n${file(dialect, used(dialect, "A(1)"))}`,
  "conditions in conditions": (dialect, size) =>
    `${dialect.head}${"#if 0\n".repeat(size)}${used(dialect, dialect.literal)}\n${"#endif\n".repeat(size)}${dialect.tail ?? ""}`,
};
