/** What the API answers instead of what was asked for; the message is for people. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Of any answer that is no success, whoever gave it: a proxy does not know the API's shape. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const body: unknown = await response.json().catch(() => undefined);
  const { code, message } = errorOf(body);
  return new ApiFailure(
    response.status,
    code ?? "unexpected",
    message ?? `The server answered ${response.status} ${response.statusText}`.trim(),
  );
}

function errorOf(body: unknown): { readonly code?: string; readonly message?: string } {
  if (typeof body !== "object" || body === null || !("error" in body)) return {};
  const { error } = body;
  if (typeof error !== "object" || error === null) return {};
  return {
    ...("code" in error && typeof error.code === "string" && { code: error.code }),
    ...("message" in error && typeof error.message === "string" && { message: error.message }),
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether to ask again may help: the server is busy or was not reached. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiFailure && (error.status === 0 || error.status === 429 || error.status === 503);
}
