/** Which finding of a list stands open: the address says so, with its repository, since ids are a repository's own. */
import { useSearchParams } from "react-router";
import type { FoundFinding } from "../api/findings.ts";

export interface OpenedFinding {
  readonly show: (finding: FoundFinding | undefined) => void;
  /** What the drawer takes. */
  readonly drawer: {
    readonly finding: FoundFinding | undefined;
    readonly onClose: () => void;
    readonly onPrevious: (() => void) | undefined;
    readonly onNext: (() => void) | undefined;
  };
}

export function useOpened(results: readonly FoundFinding[]): OpenedFinding {
  const [search, setSearch] = useSearchParams();
  const [id, of] = [search.get("finding"), search.get("of") ?? undefined];
  const at = results.findIndex((each) => each.id === id && each.target === of);
  const show = (finding: FoundFinding | undefined) => {
    const next = new URLSearchParams(search);
    for (const key of ["finding", "of"]) next.delete(key);
    if (finding) {
      next.set("finding", finding.id);
      if (finding.target !== undefined) next.set("of", finding.target);
    }
    // Leafing through findings leaves one step back, not one for each.
    setSearch(next, { replace: id !== null && finding !== undefined });
  };
  const step = (by: -1 | 1) => {
    const next = at < 0 ? undefined : results[at + by];
    return next && (() => show(next));
  };
  return {
    show,
    drawer: { finding: results[at], onClose: () => show(undefined), onPrevious: step(-1), onNext: step(1) },
  };
}
