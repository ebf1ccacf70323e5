/**
 * PEM blocks (RFC 7468, and RFC 1421 headers of traditional OpenSSL keys) in any text: a file of their own, string
 * literals of source code (escapes, quotes, concatenation), indented YAML, comments.
 */

export interface PemBlock {
  /** `CERTIFICATE`, `RSA PRIVATE KEY` … */
  readonly label: string;
  /** Byte offsets: of the BEGIN line's first dash, and behind the END line's last (or where the text breaks off). */
  readonly start: number;
  readonly end: number;
  /** RFC 1421 headers: `Proc-Type`, `DEK-Info`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly der: Uint8Array;
  /** False where the END line is missing: the block was cut off. */
  readonly complete: boolean;
}

/** Further blocks and bytes of one file are not read: bundles of trust anchors have a few hundred. */
export const MAX_BLOCKS = 2_000;
const MAX_BLOCK_BYTES = 1 << 20;
/** Shorter than any certificate or key: illustrations (`MIIB...`) end here. */
const MIN_BASE64 = 40;
/** `EC PARAMETERS` may be nothing but a curve's OID. */
const MIN_OID = 8;

const BEGIN = Buffer.from("-----BEGIN ");
const DASHES = Buffer.from("-----");
const MAX_LABEL = 64;
const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;

/**
 * Blocks in order, those that begin in [from, to); placeholders (`-----BEGIN PRIVATE KEY-----\n...`) and bare header lines
 * are not among them.
 */
export function pemBlocks(bytes: Uint8Array, from = 0, to: number = bytes.length): PemBlock[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: PemBlock[] = [];
  let at = text.indexOf(BEGIN, from);
  while (at >= 0 && at < to && blocks.length < MAX_BLOCKS) {
    const next = text.indexOf(BEGIN, at + BEGIN.length);
    const block = readBlock(text, at, next < 0 ? text.length : next);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

/** The block that begins at `start`; nothing of it lies at or behind `limit`, where the next one begins. */
function readBlock(text: Buffer, start: number, limit: number): PemBlock | undefined {
  const labelAt = start + BEGIN.length;
  const head = text.subarray(labelAt, Math.min(limit, labelAt + MAX_LABEL)).toString("latin1");
  const label = /^([A-Z0-9][A-Z0-9 .]{0,40})-----/.exec(head)?.[1];
  if (label === undefined) return undefined;
  const bodyAt = labelAt + label.length + DASHES.length;
  const window = text.subarray(0, Math.min(limit, bodyAt + MAX_BLOCK_BYTES));
  const endAt = window.indexOf(`-----END ${label}-----`, bodyAt, "latin1");
  const complete = endAt >= 0;
  // Without an END line the body is what still looks like one: up to the first dashes or the limit.
  const stop = complete ? endAt : window.indexOf(DASHES, bodyAt);
  const bodyEnd = stop >= 0 ? stop : window.length;
  const { base64, headers } = readBody(window.subarray(bodyAt, bodyEnd).toString("latin1"), complete);
  if (base64 === undefined || base64.length < (label === "EC PARAMETERS" ? MIN_OID : MIN_BASE64)) return undefined;
  const der = Buffer.from(base64, "base64");
  if (!canBegin(label, der[0]) && !headers.has("dek-info")) return undefined;
  return {
    label,
    start,
    end: complete ? endAt + "-----END ".length + label.length + DASHES.length : bodyEnd,
    headers,
    der,
    complete,
  };
}

/** Every ASN.1 object here is a SEQUENCE, or the OID of a curve; invented text (`fakekeyfakekey…`) is not. */
function canBegin(label: string, first: number | undefined): boolean {
  if (label === "OPENSSH PRIVATE KEY" || first === SEQUENCE) return true;
  return label === "EC PARAMETERS" && first === OBJECT_IDENTIFIER;
}

interface Body {
  readonly base64: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

const PURE = /^[A-Za-z0-9+/=\s]*$/;
const HEADER = /^([A-Za-z][A-Za-z0-9-]{2,30}): ?(.{0,200})$/;
// What stands for left-out or inserted text: `...`, `<key>`, `${KEY}`, `%s`, `[snip]`, `****`, `XXXX`.
const PLACEHOLDER = /\.\.\.|…|\u00e2\u0080\u00a6|[<>{}[\]%$]|\*{3}|X{8}|x{8}/;

function readBody(raw: string, complete: boolean): Body {
  const headers = new Map<string, string>();
  if (PURE.test(raw) && !/(?:^|\n)[ \t]*\/\/\s/.test(raw)) return { base64: raw.replace(/\s+/g, ""), headers };
  const parts: string[] = [];
  let inHeaders = true;
  // Escaped line ends in string literals are line ends.
  for (const line of raw.replace(/\\r\\n|\\[nrt]|\\$/g, "\n").split(/[\r\n]+/)) {
    const trimmed = line.trim();
    if (trimmed === "") continue;
    const header = inHeaders ? HEADER.exec(trimmed.replace(/^["'`]/, "")) : null;
    if (header !== null) {
      headers.set((header[1] ?? "").toLowerCase(), (header[2] ?? "").replace(/["'`]\s*\+?$/, "").trim());
      continue;
    }
    const part = longestRun(trimmed);
    if (part === "") continue;
    inHeaders = false;
    if (PLACEHOLDER.test(trimmed)) return { base64: undefined, headers };
    if (!complete && part.length < trimmed.length / 2) break;
    parts.push(part);
  }
  return { base64: parts.join(""), headers };
}

/** The base64 in a line of source: its longest run, without the quotes, `+` and comment signs around it. */
export function longestRun(line: string): string {
  let best = "";
  for (const [run] of line.matchAll(/[A-Za-z0-9+/]+={0,2}|={1,2}/g)) if (run.length > best.length) best = run;
  return /^[+/]+$/.test(best) && best.length < 8 ? "" : best;
}
