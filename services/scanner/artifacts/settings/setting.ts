/** A configuration key as data: which keys of which product name cryptography, and how their values are written. */
import type { Operation, Purpose } from "../../fact.ts";

export interface Setting {
  /** `<product>.<what>`: `nginx.protocols`. Unique over all products. */
  readonly rule: string;
  readonly title: string;
  /**
   * Keys as they stand at the beginning of a line (`ssl_protocols`), or after others on it (`inline`). A dotted key
   * (`server.ssl.enabled-protocols`) also matches nested YAML, JSON, blocks and sections of those keys, `*` standing
   * for any one of them. At least four bytes, unless `anchors` are given; letter case counts unless `anyCase`.
   */
  readonly keys: readonly string[];
  readonly anyCase?: boolean;
  /** The key may stand anywhere in a line: `bind :443 ssl ssl-min-ver TLSv1.0`, `sslProtocol="TLSv1"`. */
  readonly inline?: boolean;
  /** Dotted names may stand before the key: `listener.name.internal.ssl.protocol`, `example.org/tls-cipher-suites`. */
  readonly prefixed?: boolean;
  /** The key may be part of a longer name: `nginx_ssl_protocols`. Then the first word of the value must name something. */
  readonly affixed?: boolean;
  /** Only with `=` or `:` behind the key: for keys that are everyday words. False: only without, as the product writes it. */
  readonly assigned?: boolean;
  /** Only in a text that holds one of these too: for keys that other products use for something else. */
  readonly beside?: readonly string[];
  /** Only where one of these stands in the same mapping, block or section; letter case and blanks do not count. */
  readonly near?: readonly string[];
  /** Of which every text with this setting has one; the keys where absent. For keys that are everyday words. */
  readonly anchors?: readonly string[];
  /**
   * `words` (default): each word of the value is read; `rest`: each word of the rest of the line, of which the first need
   * name nothing; `text`: the notation reads the whole value; `size`: the value is
   * the key size of `algorithm`, `curve` its curve; `key`: there is none, the key alone says it (`algorithm`, or the key itself in the map).
   */
  readonly value?: "words" | "rest" | "text" | "size" | "curve" | "key";
  /** Where a value ends before the end of its line: `;`. */
  readonly ends?: string;
  /** Where absent: `registry`, or the map alone where there is one. */
  readonly notation?: string;
  /** Before the notation: words to registry names, also with parameters, also several; `""`: no algorithm. */
  readonly map?: Readonly<Record<string, string | readonly string[]>>;
  /** What a value allows that only takes away (`!SSLv3`): registry names. */
  readonly all?: readonly string[];
  /** The key alone says it: algorithm whatever the value (`ssl_dhparam`), or whose size or curve the value is. */
  readonly algorithm?: string;
  /** Keys beside this one, in its mapping or block, with the key size (bits), the curve and the digest of the use. */
  readonly size?: readonly string[];
  readonly curve?: readonly string[];
  readonly hash?: readonly string[];
  readonly operation: Operation;
  readonly purpose?: Purpose;
  readonly examples: readonly SettingExample[];
  readonly counterExamples?: readonly string[];
}

export interface SettingExample {
  readonly text: string;
  /** `algorithm` of each fact of this setting, in order. */
  readonly finds: readonly string[];
}

/** One product's file. */
export interface Product {
  readonly product: string;
  readonly title: string;
  /** Where the keys were read. */
  readonly sources: readonly string[];
  readonly settings: readonly Setting[];
  /** Not one product: the keys of others are looked for first. */
  readonly shared?: boolean;
}
