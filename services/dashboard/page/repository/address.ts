/** Addresses of repositories: a target is a URL itself, so it stands in the query. */
export function repositoryPath(target: string, ref?: string): string {
  return `/repository?${new URLSearchParams({ target, ...(ref !== undefined && { ref }) })}`;
}
