/** A library model as data: which sites are cryptography, and where algorithm and parameters stand. One YAML file per library. */
import type { Operation, Purpose, Usage } from "../fact.ts";

/**
 * Where a parameter comes from, seen from a site: `0` (first argument), `key_size` (keyword), `1.modulusLength` (field
 * of the second argument), `1|curve` (second argument or keyword), `0[]` (each item of a list), `receiver` (what the
 * method is called on), `callee` (the qualified name itself), `owner` (what it belongs to: `MD5` of `….MD5.Create`),
 * `0.setKeySize().0` (what the builder that made the first argument was asked by this method),
 * `arguments` (each positional argument, for calls that take any number).
 * `|` separates alternatives, first found wins.
 */
export type ArgumentPath = string;

/** A parameter: a fixed value, or where to read it and in which notation. */
export type ParameterSource =
  | { readonly value: string | number }
  | {
      readonly from: ArgumentPath;
      readonly notation?: string;
      readonly map?: Readonly<Record<string, string | number>>;
    };

export interface AlgorithmSource {
  /** Registry name (`RSA`) where the site alone fixes it. */
  readonly value?: string;
  readonly from?: ArgumentPath;
  /** Notation that reads the text; `registry` (names and aliases of the registry) where absent. */
  readonly notation?: string;
  /** Before the notation: exact spellings, and last segments of qualified names, to registry names; `""`: no algorithm. */
  readonly map?: Readonly<Record<string, string>>;
  /** Algorithm when the argument is left out: the library's documented default. */
  readonly default?: string;
  /**
   * Registry entry that holds whatever the argument turns out to be, where it cannot be resolved: a signature whose key
   * decides between RSA and ECDSA is broken by a quantum computer either way, and stays unresolved
   * (`undetermined-signature`); a curve that is not known is one of `EC`.
   */
  readonly undetermined?: string;
  /** Where the argument cannot be resolved: report the site unresolved (default), or say nothing. */
  readonly unresolved?: "report" | "silent";
}

export interface Parameters {
  readonly keySize?: ParameterSource & { readonly unit?: "bits" | "bytes" };
  readonly curve?: ParameterSource;
  readonly mode?: ParameterSource;
  readonly padding?: ParameterSource;
  readonly hash?: ParameterSource;
  readonly protocol?: ParameterSource;
}

/** A later call on the same object, or a field of it that is set, that carries a parameter: `kpg.initialize(2048)`, `rsa.KeySize = 2048`. */
export interface FollowUp extends Parameters {
  /** Plain method names, or function names that take the object as an argument. */
  readonly calls?: readonly string[];
  /** Plain names of fields; the value given is argument `0`. */
  readonly sets?: readonly string[];
  /** What the object is used for, where this tells: `cipher.decrypt`, `cipher.init(Cipher.DECRYPT_MODE, key)`. */
  readonly operation?: Operation | { readonly from: ArgumentPath; readonly map: Readonly<Record<string, Operation>> };
}

export interface Example {
  readonly code: string;
  /** For a library of several languages: the one this is written in (else the library's first). */
  readonly language?: string;
  /** `algorithm` of each fact the code must give, in order; `?` stands for an unresolved one. Empty: it gives none. */
  readonly finds: readonly string[];
}

export interface Model extends Parameters {
  /** `<language>.<library>.<api>`: `java.jca.key-pair-generator`. Unique over the catalogue. */
  readonly rule: string;
  readonly title: string;
  /** Exactly one of the four says what is matched: qualified names; `*` stands for one segment. */
  readonly calls?: readonly string[];
  readonly news?: readonly string[];
  readonly sets?: readonly string[];
  readonly names?: readonly string[];
  /**
   * Only where the argument at each path is one of these names, texts or numbers: a call whose first arguments say what
   * it sets (`curl_easy_setopt(h, CURLOPT_SSL_CIPHER_LIST, …)`).
   */
  readonly when?: Readonly<Record<ArgumentPath, readonly (string | number)[]>>;
  /** Only where one of these arguments is given, by place or name: a key that is made of what is stored is loaded. */
  readonly given?: readonly string[];
  /** Only where none of these is. */
  readonly without?: readonly string[];
  /**
   * Only where the arguments at these paths are numbers, or names of a size (`bits`): a key of so many bits is made, one
   * that is read from a text loaded.
   */
  readonly numeric?: readonly ArgumentPath[];
  /** Only where they are none, or it is not known. */
  readonly notNumeric?: readonly ArgumentPath[];
  /** Literals of which one must stand in a file for this model to be tried there; the library's where absent. */
  readonly anchors?: readonly string[];
  readonly algorithm: AlgorithmSource;
  readonly operation: Operation;
  /** Only where it differs from what the registry says for the algorithm and operation. */
  readonly purpose?: Purpose;
  /** `call` where absent. */
  readonly usage?: Usage;
  readonly then?: readonly FollowUp[];
  readonly examples: readonly Example[];
  readonly counterExamples?: readonly string[];
}

export interface Library {
  /** `library` of its facts: `java.jca`, `python.cryptography`, `openssl`. */
  readonly library: string;
  readonly title: string;
  readonly languages: readonly string[];
  /** Rare literals, at least four bytes: a file without any of them (or of a model's own) is never parsed for this library. */
  readonly anchors: readonly string[];
  /** Where the facts about the API were read. */
  readonly sources: readonly string[];
  readonly models: readonly Model[];
}
