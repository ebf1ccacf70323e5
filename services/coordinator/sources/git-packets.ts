/** git's packet lines (gitprotocol-common): a length of four hex digits, itself included, and so many bytes less four. */

/** A packet without content: the end of a list, or of a part of one. */
export const FLUSH = "0000";
export const DELIMITER = "0001";

export function packet(line: string): string {
  return (Buffer.byteLength(line) + 4).toString(16).padStart(4, "0") + line;
}

/** The lines of a text, without their line ends; undefined where it is no sequence of whole packets. */
export function packetLines(bytes: Buffer): readonly string[] | undefined {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const digits = bytes.toString("latin1", at, at + 4);
    if (!/^[0-9a-f]{4}$/i.test(digits)) return undefined;
    const length = Number.parseInt(digits, 16);
    if (length > 4) {
      if (at + length > bytes.length) return undefined;
      lines.push(bytes.toString("utf8", at + 4, at + length).replace(/\n$/, ""));
    } else if (length === 3) return undefined;
    at += Math.max(length, 4);
  }
  return lines;
}
