/** Whether an object is there: a HEAD, whose answer has no body that could say why it is refused. */
import { HeadObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { RetryableError } from "../../errors.ts";

/** What S3 answers where it does not take the credentials: 403, or 400 for a session that expired. */
const REFUSED: ReadonlySet<number> = new Set([400, 403]);

/** Errors are the SDK's own, for the caller to classify; a refusal is retryable, as keys being replaced are likeliest. */
export async function isThere(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(object), { abortSignal });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    if (error instanceof S3ServiceException && REFUSED.has(error.$metadata.httpStatusCode ?? 0)) {
      throw new RetryableError("refused without a reason: check the credentials", { cause: error });
    }
    throw error;
  }
}
