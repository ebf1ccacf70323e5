/**
 * Which finding stands open: the address says so, with its repository, since ids are a repository's own. One that is not in
 * the list that is shown is asked for by itself.
 */
import { useSearchParams } from "react-router";
import { type FoundFinding, useFinding } from "../api/findings.ts";

/** Where a finding was found, as far as that is known. */
export interface FindingPlace {
  readonly target?: string | undefined;
  readonly scan?: string | undefined;
}

export interface OpenedFinding {
  readonly show: (finding: FoundFinding | undefined) => void;
  /** What the drawer takes. */
  readonly drawer: {
    readonly opened: boolean;
    /** Absent until it is there. */
    readonly finding: FoundFinding | undefined;
    readonly place: FindingPlace;
    readonly error: unknown;
    readonly onClose: () => void;
    readonly onPrevious: (() => void) | undefined;
    readonly onNext: (() => void) | undefined;
  };
}

/** `results`: undefined until the list is there. `place`: of all of them, where they are of one scan. */
export function useOpened(results: readonly FoundFinding[] | undefined, place: FindingPlace = {}): OpenedFinding {
  const [search, setSearch] = useSearchParams();
  const [id, of] = [search.get("finding"), search.get("of") ?? undefined];
  const at = results?.findIndex((each) => each.id === id && each.target === of) ?? -1;
  const repository = of ?? place.target;
  const apart = results !== undefined && at < 0 && id !== null && repository !== undefined;
  const alone = useFinding(apart ? { target: repository, id } : undefined);
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
    const next = at < 0 ? undefined : results?.[at + by];
    return next && (() => show(next));
  };
  const finding = apart ? alone.data : results?.[at];
  return {
    show,
    drawer: {
      opened: id !== null && (finding !== undefined || apart),
      finding,
      place: { target: repository, scan: finding?.scan ?? place.scan },
      error: apart ? alone.error : null,
      onClose: () => show(undefined),
      onPrevious: step(-1),
      onNext: step(1),
    },
  };
}
