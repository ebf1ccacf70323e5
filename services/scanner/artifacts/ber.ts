/** Untyped walks through BER, for structures that are only read in part (PKCS #7, PKCS #12, key stores). */
import type { AsnType } from "asn1js";
import { children } from "./der.ts";

/** Elements of one list that are looked at; a bundle of trust anchors has a few hundred. */
export const MAX_ELEMENTS = 2_000;

/** The content of an OCTET STRING, also of one in pieces; throws for anything else. */
export function octets(node: AsnType | undefined): Uint8Array {
  const value = (node as { getValue?: () => unknown } | undefined)?.getValue?.();
  if (node?.idBlock.tagNumber !== 4 || !(value instanceof ArrayBuffer)) throw new Error("no octet string");
  return new Uint8Array(value);
}

/** The bytes of an element, with its header. */
export function encoded(node: AsnType): Uint8Array {
  return new Uint8Array(node.toBER());
}

/** Elements of a SEQUENCE or SET, bounded; throws for anything else. */
export function items(node: AsnType | undefined): readonly AsnType[] {
  if (!isUniversal(node, 16) && !isUniversal(node, 17)) throw new Error("no sequence");
  const found = children(node);
  if (found.length > MAX_ELEMENTS) throw new Error(`more than ${MAX_ELEMENTS} elements in one list`);
  return found;
}

export function isUniversal(node: AsnType | undefined, tag: number): boolean {
  return node?.idBlock.tagClass === 1 && node.idBlock.tagNumber === tag;
}

/** The element tagged `[tag]` among `nodes`. */
export function tagged(nodes: readonly AsnType[], tag: number): AsnType | undefined {
  return nodes.find((node) => node.idBlock.tagClass === 3 && node.idBlock.tagNumber === tag);
}
