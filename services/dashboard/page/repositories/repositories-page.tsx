import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useRepositories } from "../api/repositories.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { RepositoriesTable } from "./repositories-table.tsx";

const SIZE = 25;
const TYPING_MS = 350;

export function RepositoriesPage() {
  const [address, setAddress] = useSearchParams();
  const page = pageOf(address);
  const search = address.get("search") ?? "";
  const repositories = useRepositories(page, SIZE, search);
  const { data } = repositories;
  return (
    <>
      <PageHead title="Repositories" about="By name, each with its newest result">
        <SearchField search={search} onSearch={(next) => setAddress(next === "" ? {} : { search: next })} />
      </PageHead>
      {repositories.isError && <FailureNotice error={repositories.error} onRetry={() => void repositories.refetch()} />}
      {repositories.isPending && <Placeholder what="repositories" />}
      {data && (
        <Card flush>
          {data.results.length > 0 ? (
            <RepositoriesTable repositories={data.results} />
          ) : (
            <Empty>{search === "" ? "No repository was scanned yet." : "No repository has a name like this."}</Empty>
          )}
          <Pager
            page={page}
            pages={data.pages}
            total={data.total}
            noun="repository"
            nouns="repositories"
            onPage={(next) => setAddress(withPage(address, next))}
          />
        </Card>
      )}
    </>
  );
}

interface SearchFieldProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

/** What a name must hold, asked for when typing pauses. */
function SearchField({ search, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(search);
  const tell = useDebouncedCallback(onSearch, TYPING_MS);
  return (
    <TextInput
      aria-label="Search repositories"
      placeholder="Search"
      value={text}
      maxLength={500}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setText(value);
        tell(value.trim());
      }}
    />
  );
}
