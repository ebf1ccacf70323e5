/** Reading DER through the ASN.1 library, with what it lacks: bounds, and sizes in bits. */
import { AsnParser } from "@peculiar/asn1-schema";
import { type AsnType, fromBER } from "asn1js";

/** A typed structure; throws where the bytes are none. */
export function parseDer<T>(der: Uint8Array, type: new () => T): T {
  return AsnParser.parse(der, type);
}

/** An untyped element; throws where the bytes are none. */
export function element(der: Uint8Array): AsnType {
  const { offset, result } = fromBER(der);
  if (offset < 0) throw new Error("not ASN.1");
  return result;
}

/** The elements within a constructed one; none for a primitive. */
export function children(node: AsnType | undefined): readonly AsnType[] {
  const value: unknown = node === undefined ? undefined : (node.valueBlock as { value?: unknown }).value;
  return Array.isArray(value) ? (value as AsnType[]) : [];
}

/** The dotted form of an OBJECT IDENTIFIER element. */
export function oidOf(node: AsnType | undefined): string | undefined {
  if (node === undefined || node.idBlock.tagClass !== 1 || node.idBlock.tagNumber !== 6) return undefined;
  return (node.valueBlock as { toString(): string }).toString();
}

/** Significant bits of an INTEGER element. */
export function integerBits(node: AsnType | undefined): number | undefined {
  if (node === undefined || node.idBlock.tagClass !== 1 || node.idBlock.tagNumber !== 2) return undefined;
  return bitLength(new Uint8Array((node.valueBlock as unknown as { valueHexView: Uint8Array }).valueHexView));
}

/** Significant bits of a big-endian number. */
export function bitLength(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes[first] ?? 0));
}
