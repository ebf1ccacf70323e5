import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createS3Bucket,
  openS3BlobStore,
  type S3BlobStoreOptions,
} from "@pqc-audit/platform/adapters/s3/blob-store.ts";
import { CorruptInputError, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../servers/port.ts";
import { type S3Server, startS3 } from "../servers/s3.ts";
import { blobStoreContract } from "./blob-store.ts";

let server: S3Server;
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server.stop());

const open = (overrides: Partial<S3BlobStoreOptions> = {}) => {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = server;
  return openS3BlobStore({ endpoint, region, bucket, credentials: { accessKeyId, secretAccessKey }, ...overrides });
};

describe("contract", () => blobStoreContract(async () => open({ prefix: "tests/" })));

describe("against the real server", () => {
  test("a bucket that does not exist is named", async () => {
    const store = open({ bucket: "no-such-bucket" });
    await expect(store.get("a")).rejects.toThrow(TerminalError);
    await expect(store.get("a")).rejects.toThrow("no-such-bucket");
    await expect(store.put("a", new Uint8Array([1]))).rejects.toThrow(TerminalError);
  });

  test("a bucket is made where it is missing, and left alone where it stands", async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const options = { endpoint, region, bucket: "made-here", credentials: { accessKeyId, secretAccessKey } };
    await createS3Bucket(options);
    await openS3BlobStore(options).put("a", new Uint8Array([1]));
    await createS3Bucket(options);
    expect(await openS3BlobStore(options).exists("a")).toBe(true);
  });

  test("keys that the store does not take (any more) are retryable, and the message says what to do", async () => {
    const { accessKeyId } = server;
    const stranger = open({ credentials: { accessKeyId: "stranger", secretAccessKey: "wrong" } });
    await expect(stranger.put("a", new Uint8Array([1]))).rejects.toThrow(/correct the (access|secret) key/);
    const wrong = open({ credentials: { accessKeyId, secretAccessKey: "wrong" } });
    await expect(wrong.put("a", new Uint8Array([1]))).rejects.toThrow(RetryableError);
    await expect(wrong.get("a")).rejects.toThrow("correct the secret key");
    await expect(wrong.exists("a")).rejects.toThrow(/refused without a reason/);
    await expect(wrong.delete("a")).rejects.toThrow(RetryableError);
  });

  test("keys are asked for before every request, so that replaced ones need no restart", async () => {
    const { accessKeyId, secretAccessKey } = server;
    let keys = { accessKeyId, secretAccessKey };
    const store = open({ credentials: async () => keys });
    await store.put("rotated", new Uint8Array([1]));
    keys = { accessKeyId, secretAccessKey: "not yet known to the store" };
    await expect(store.get("rotated")).rejects.toThrow(RetryableError);
    keys = { accessKeyId, secretAccessKey };
    expect([...(await store.get("rotated"))]).toEqual([1]);
  });

  test("an object larger than expected is not read", async () => {
    const store = open();
    await store.put("large", new Uint8Array(5_000));
    await expect(open({ maxObjectBytes: 4_999 }).get("large")).rejects.toThrow(CorruptInputError);
    expect((await open({ maxObjectBytes: 5_000 }).get("large")).length).toBe(5_000);
  });

  test("fewer sockets than requests only means waiting, also after refused bodies", async () => {
    const store = open({ maxSockets: 2, maxObjectBytes: 10_000, requestTimeoutMs: 20_000 });
    await open().put("huge", new Uint8Array(3_000_000));
    await store.put("small", new Uint8Array(10));
    const refused = Array.from({ length: 10 }, () => store.get("huge").catch((error: unknown) => error));
    const read = Array.from({ length: 10 }, () => store.get("small"));
    expect((await Promise.all(refused)).every((error) => error instanceof CorruptInputError)).toBe(true);
    expect((await Promise.all(read)).map(({ length }) => length)).toEqual(Array(10).fill(10));
  });

  test("a store that is away is retryable", async () => {
    const store = open({ endpoint: `http://127.0.0.1:${await freePort()}`, requestTimeoutMs: 3_000 });
    await expect(store.get("a")).rejects.toThrow(RetryableError);
    await expect(store.exists("a")).rejects.toThrow(RetryableError);
  });
});

describe("against servers that misbehave", () => {
  const against = async (listener: RequestListener, work: (endpoint: string) => Promise<void>) => {
    const http = createServer(listener).listen(0, "127.0.0.1");
    await once(http, "listening");
    try {
      await work(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    } finally {
      http.closeAllConnections();
      http.close();
    }
  };
  const problem = (code: string) =>
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

  test.each([400, 403])("whether an object is there is retryable when the answer is a bare %i", async (status) => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(status).end();
    };
    await against(listener, async (endpoint) => {
      const looking = open({ endpoint }).exists("a");
      await expect(looking).rejects.toThrow(RetryableError);
      await expect(looking).rejects.toThrow(/cannot look for a .*check the credentials/);
    });
  });

  test("slow down is tried again, then succeeds", async () => {
    let requests = 0;
    await against(
      (_request, response) => {
        requests++;
        if (requests <= 2) response.writeHead(503).end(problem("SlowDown"));
        else response.writeHead(200, { "content-length": 2 }).end("ok");
      },
      async (endpoint) => {
        expect(Buffer.from(await open({ endpoint }).get("a")).toString()).toBe("ok");
        expect(requests).toBe(3);
      },
    );
  });

  test("slow down for ever is retryable for whoever asked", async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(503).end(problem("SlowDown"));
    };
    await against(listener, async (endpoint) => {
      await expect(open({ endpoint }).get("a")).rejects.toThrow(RetryableError);
    });
  });

  test("a body that is cut short is retryable, never half a blob", async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write("half", () => response.destroy());
    };
    await against(listener, async (endpoint) => {
      await expect(open({ endpoint }).get("a")).rejects.toThrow(RetryableError);
    });
  });

  test("a body that never ends meets the deadline", async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write("half");
    };
    await against(listener, async (endpoint) => {
      const started = performance.now();
      await expect(open({ endpoint, requestTimeoutMs: 500 }).get("a")).rejects.toThrow(RetryableError);
      expect(performance.now() - started).toBeLessThan(5_000);
    });
  });

  test("a session that expired is retryable", async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(400).end(problem("ExpiredToken"));
    };
    await against(listener, async (endpoint) => {
      await expect(open({ endpoint }).get("a")).rejects.toThrow(RetryableError);
    });
  });
});
