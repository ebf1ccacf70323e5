import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { answerOf, api } from "../api/client.ts";
import { messageOf } from "../api/failure.ts";
import { identityKey, identityOf } from "../api/identity.ts";
import { Card } from "../design/card.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { usePageTitle } from "../shell/page-title.ts";
import { CALLBACK, redirectUri, takeAnswer } from "./authorization.ts";
import styles from "./sign-in-page.module.css";
import { keepToken } from "./token.ts";

/** Where the identity provider sends people back to. */
export function SignInCallback() {
  usePageTitle("Signing in");
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const finish = useMutation({
    mutationFn: async (answer: URLSearchParams) => {
      const { to, ...code } = takeAnswer(answer);
      const body = { ...code, redirectUri: redirectUri() };
      const { token } = await answerOf(api.POST("/api/v1/sign-in/token", { body }));
      return { to, token, identity: await identityOf(token) };
    },
    onSuccess: async ({ to, token, identity }) => {
      queries.clear();
      queries.setQueryData(identityKey(true), identity);
      keepToken(token);
      await navigate(to, { replace: true });
    },
  });
  // An answer is good once, and an effect may run twice.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    finish.mutate(new URLSearchParams(search));
    // A code has no business in an address, its history or what is sent along as where one came from.
    void navigate(CALLBACK, { replace: true });
  });
  if (!finish.isError) return <Placeholder what="your session" />;
  return (
    <div className={styles.page}>
      <Card>
        <div className={styles.intro}>
          <h1>Nobody is signed in</h1>
          <p role="alert">{messageOf(finish.error)}</p>
        </div>
        <Link to="/sign-in">Back to the sign-in</Link>
      </Card>
    </div>
  );
}
