import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useSignedIn } from "../api/identity.ts";
import { forgetToken } from "../session/token.ts";

/** Forgets the token and everything it was shown. */
export function SignOut() {
  const signedIn = useSignedIn();
  const navigate = useNavigate();
  const queries = useQueryClient();
  if (!signedIn) return null;
  const signOut = async () => {
    await navigate("/sign-in");
    forgetToken();
    queries.clear();
  };
  return (
    <Button variant="default" size="xs" onClick={() => void signOut()}>
      Sign out
    </Button>
  );
}
