/** Content-addressed objects: packs and reports. Keys use `/`; a put of the same key with the same bytes is harmless. */
export interface BlobStore {
  /** `bytes` are read no more once this resolves, but by what a store that was asked again may have given up. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Bytes of the caller's own. Throws `TerminalError` where the key does not exist, `RetryableError` where the store is away. */
  get(key: string): Promise<Uint8Array>;
  exists(key: string): Promise<boolean>;
  /** Deleting what does not exist is no error. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
