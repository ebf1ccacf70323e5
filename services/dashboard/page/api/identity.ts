/** Who is signed in. */
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { currentToken, onTokenChange } from "../session/token.ts";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type Identity = paths["/api/v1/identity"]["get"]["responses"][200]["content"]["application/json"];

export const identityKey = (signedIn: boolean) => ["identity", signedIn] as const;

/** Of the token that is kept, or of whoever sits at the server's own machine. */
export function useIdentity() {
  const signedIn = useSignedIn();
  return useQuery({
    queryKey: identityKey(signedIn),
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/identity", { signal })),
    enabled: signedIn || !needsToken(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Throws `ApiFailure` 401 where the token is nobody's. Keeps nothing. */
export function identityOf(token: string): Promise<Identity> {
  return answerOf(api.GET("/api/v1/identity", { headers: { authorization: `Bearer ${token}` } }));
}

/** Whether the server lets nobody pass without a token, as it says in the page itself. */
export function needsToken(): boolean {
  return document.documentElement.dataset.signIn === "token";
}

/** Whether this tab has a token. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(onTokenChange, currentToken) !== null;
}

/** Whether to offer what operators may do; the server decides in any case. */
export function mayOperate(identity: Identity | undefined): boolean {
  return identity !== undefined && identity.role !== "viewer";
}

/** Whether to offer what admins may do. */
export function mayAdminister(identity: Identity | undefined): boolean {
  return identity?.role === "admin";
}
