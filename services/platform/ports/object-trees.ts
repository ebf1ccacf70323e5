/** Objects of somebody else's, to be listed and read: nothing is ever written there. */

export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** The store's word for this content of the key. */
  readonly tag: string;
  /** Milliseconds since 1970; 0 where the store does not say. */
  readonly modifiedMs: number;
}

export interface ObjectTrees {
  /** Every object whose key begins with `prefix`, page by page. Throws `RetryableError` or `TerminalError`. */
  list(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject>;
  /** Its content as it was listed. Throws `RetryableError` where it is gone or another one by now. */
  read(bucket: string, object: StoredObject, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
