import { useEffect } from "react";

/** The name of the page in the browser's tab and history. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · pqc-audit`;
  }, [title]);
}
