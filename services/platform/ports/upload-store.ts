/**
 * Archives that somebody sent, until a scan reads them. Large, so they come and go as streams. A key is what `BlobStore`
 * takes for one.
 */
export interface UploadStore {
  /** Appears whole or not at all: where `content` throws, nothing is left and that is thrown. The same key again replaces it. */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** Into a new file at `path`. Throws `TerminalError` where it is not there, `RetryableError` where it does not come. */
  fetch(key: string, path: string, signal?: AbortSignal): Promise<void>;
  /** Deletes what was put longer ago than this, in milliseconds; how many. */
  removeOlder(ageMs: number): Promise<number>;
  close(): Promise<void>;
}
