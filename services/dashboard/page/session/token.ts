/**
 * The token of this tab: in the session storage of the browser, so that it survives a reload and ends with the tab. It is
 * sent in a header only, and never part of an address.
 */
const KEY = "pqc-audit.token";

const listeners = new Set<() => void>();

export function currentToken(): string | null {
  return sessionStorage.getItem(KEY);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
  tell();
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
  tell();
}

/** For `useSyncExternalStore`. */
export function onTokenChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
