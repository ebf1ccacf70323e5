interface CommitNameProps {
  readonly commit?: string | undefined;
  readonly refName?: string | undefined;
}

/** `main` and the beginning of a commit's id. */
export function CommitName({ commit, refName }: CommitNameProps) {
  return (
    <span>
      {refName !== undefined && <span>{refName} </span>}
      {commit !== undefined && (
        <code className="soft" title={commit}>
          {commit.slice(0, 10)}
        </code>
      )}
    </span>
  );
}
