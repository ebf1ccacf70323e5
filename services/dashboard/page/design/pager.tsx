import { Group, Pagination } from "@mantine/core";
import { countText, plural } from "../format/count.ts";

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly noun: string;
  /** Of many, where it is not the noun with an s. */
  readonly nouns?: string;
  readonly onPage: (page: number) => void;
}

const CONTROLS = {
  first: "First page",
  previous: "Previous page",
  next: "Next page",
  last: "Last page",
} as const;

export function Pager({ page, pages, total, noun, nouns = `${noun}s`, onPage }: PagerProps) {
  if (total === 0) return null;
  return (
    <Group justify="space-between" px="lg" py="sm">
      <p className="soft small">
        {plural(total, noun, nouns)}
        {pages > 1 && `, page ${countText(page)} of ${countText(pages)}`}
      </p>
      {pages > 1 && (
        <nav aria-label={`Pages of ${nouns}`}>
          <Pagination
            size="sm"
            value={page}
            total={pages}
            onChange={onPage}
            withEdges
            getControlProps={(control) => ({ "aria-label": CONTROLS[control] })}
            getItemProps={(item) => ({ "aria-label": `Page ${item}` })}
          />
        </nav>
      )}
    </Group>
  );
}
