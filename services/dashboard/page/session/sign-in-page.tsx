import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { ApiFailure, messageOf } from "../api/failure.ts";
import { identityKey, identityOf } from "../api/identity.ts";
import { Card } from "../design/card.tsx";
import { usePageTitle } from "../shell/page-title.ts";
import { destinationOf } from "./destination.ts";
import { ProviderSignIn } from "./provider-sign-in.tsx";
import styles from "./sign-in-page.module.css";
import { keepToken } from "./token.ts";

/** A header carries nothing else. */
const SENDABLE = /^[\x21-\x7e]{1,8192}$/;

export function SignInPage() {
  usePageTitle("Sign in");
  const [token, setToken] = useState("");
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: identityOf,
    onSuccess: async (identity, accepted) => {
      queries.clear();
      queries.setQueryData(identityKey(true), identity);
      keepToken(accepted);
      await navigate(destinationOf(search), { replace: true });
    },
  });
  const given = token.trim();
  const complaint = given !== "" && !SENDABLE.test(given) ? "A token has no spaces and no other signs than ASCII." : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given !== "" && complaint === "") signIn.mutate(given);
  };
  return (
    <div className={styles.page}>
      <Card>
        <div className={styles.intro}>
          <h1>Sign in</h1>
          <p className="soft">with a token of this server. It stays in this tab and ends with it.</p>
        </div>
        <form className={styles.form} onSubmit={submit}>
          <PasswordInput
            label="Token"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={complaint || refusal(signIn.error)}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": "Show or hide the token" }}
            data-autofocus
            required
          />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </form>
        <ProviderSignIn to={destinationOf(search)} />
      </Card>
    </div>
  );
}

function refusal(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  if (!(error instanceof ApiFailure) || error.status !== 401) return messageOf(error);
  // Where the server knows no tokens at all, its own words say what to do.
  return error.message.includes("http.tokens_file") ? error.message : "The server knows no such token.";
}
