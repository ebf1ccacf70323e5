import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../api/client.ts";
import { messageOf } from "../api/failure.ts";
import { beginSignIn, type Provider } from "./authorization.ts";
import styles from "./sign-in-page.module.css";

/** The way to the organisation's identity provider, where the server has one. `to`: where to go once signed in. */
export function ProviderSignIn({ to, go = leave }: { readonly to: string; readonly go?: (url: string) => void }) {
  const ways = useQuery({
    queryKey: ["sign-in"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/sign-in", { signal })),
    // The server says so in the page itself.
    enabled: document.documentElement.dataset.provider === "yes",
  });
  const begin = useMutation({
    mutationFn: (provider: Provider) => beginSignIn(provider, to),
    onSuccess: go,
  });
  const provider = ways.data?.provider;
  const complaint = begin.error ? messageOf(begin.error) : problemOf(ways.data?.problem, ways.error);
  if (!provider && complaint === undefined) return null;
  return (
    <div className={styles.provider}>
      {provider && (
        <Button variant="default" onClick={() => begin.mutate(provider)} loading={begin.isPending || begin.isSuccess}>
          Continue with {new URL(provider.issuer).host}
        </Button>
      )}
      {complaint !== undefined && (
        <p role="alert" className={styles.complaint}>
          {complaint}
        </p>
      )}
    </div>
  );
}

function leave(url: string): void {
  globalThis.location.assign(url);
}

function problemOf(problem: string | undefined, error: unknown): string | undefined {
  if (problem !== undefined) return `Your organisation's sign-in cannot be used now: ${problem}`;
  if (error === null) return undefined;
  return `Whether your organisation's sign-in can be used is not known: ${messageOf(error)}`;
}
