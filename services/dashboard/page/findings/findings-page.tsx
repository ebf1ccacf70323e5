import { Card } from "../design/card.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { FindingsPanel } from "./findings-panel.tsx";
import { useKnownWords } from "./known-words.ts";

/** Findings of the newest scan of every repository. */
export function FindingsPage() {
  const words = useKnownWords();
  return (
    <>
      <PageHead title="Findings" about="Of the newest scan of every repository that you may see" />
      <Card flush>
        <FindingsPanel source={{ of: "everything" }} without={[]} words={words} />
      </Card>
    </>
  );
}
