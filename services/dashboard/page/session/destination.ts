/** Where to go once signed in: a path of this page, whatever the address says. */
export function destinationOf(search: URLSearchParams): string {
  const to = search.get("to") ?? "/";
  return /^\/(?![/\\])/.test(to) && !to.startsWith("/sign-in") ? to : "/";
}

/** The address of the sign-in page that leads back here. */
export function signInPath({ pathname, search }: { readonly pathname: string; readonly search: string }): string {
  const here = `${pathname}${search}`;
  return here === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ to: here })}`;
}
