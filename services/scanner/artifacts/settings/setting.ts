/** A configuration key as data: which keys of which product name cryptography, and how their values are written. */
import type { Operation, Purpose } from "../../fact.ts";

export interface Setting {
  /** `<product>.<what>`: `nginx.protocols`. Unique over all products. */
  readonly rule: string;
  readonly title: string;
  /**
   * Keys as they stand at the beginning of a line (`ssl_protocols`), or after others on it (`inline`). A dotted key
   * (`server.ssl.enabled-protocols`) also matches nested YAML of those keys. At least four bytes; letter case counts
   * unless `anyCase`.
   */
  readonly keys: readonly string[];
  readonly anyCase?: boolean;
  /** The key may stand anywhere in a line: `bind :443 ssl ssl-min-ver TLSv1.0`, `sslProtocol="TLSv1"`. */
  readonly inline?: boolean;
  /** Only in a text that holds one of these too: for keys that other products use for something else. */
  readonly beside?: readonly string[];
  /** `words` (default): each word of the value is read; `text`: the notation reads the whole value. */
  readonly value?: "words" | "text";
  /** Where a value ends before the end of its line: `;`. */
  readonly ends?: string;
  /** `registry` where absent. */
  readonly notation?: string;
  /** Before the notation: words to registry names, also with parameters; `""`: no algorithm. */
  readonly map?: Readonly<Record<string, string>>;
  /** The key alone says it: algorithm whatever the value (`ssl_dhparam`). */
  readonly algorithm?: string;
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
}
