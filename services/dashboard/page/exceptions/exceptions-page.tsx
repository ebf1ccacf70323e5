import { useSearchParams } from "react-router";
import { choiceOf, withChoice } from "../address/choice.ts";
import { pageOf, withPage } from "../address/page-number.ts";
import { type ExceptionState, useExceptions } from "../api/exceptions.ts";
import { mayOperate, useIdentity } from "../api/identity.ts";
import { Card } from "../design/card.tsx";
import { Choices } from "../design/choices.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import filters from "../design/filters.module.css";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { AskException } from "./ask-exception.tsx";
import { ExceptionsTable } from "./exceptions-table.tsx";

const STATES: readonly ExceptionState[] = ["asked", "approved", "expired", "revoked"];

/** What is accepted, until when, and who said so. */
export function ExceptionsPage() {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const states = choiceOf(search, "state", STATES);
  const exceptions = useExceptions(page, states);
  const identity = useIdentity().data;
  const { data } = exceptions;
  return (
    <>
      <PageHead title="Exceptions" about="Uses that are accepted until a day: asked for, and approved by somebody else">
        {mayOperate(identity) && <AskException />}
      </PageHead>
      <Card flush>
        <search className={filters.filters} aria-label="Filters of exceptions">
          <Choices
            legend="State"
            options={STATES}
            chosen={states}
            onChange={(chosen) => setSearch(withChoice(search, "state", chosen))}
          />
        </search>
        {exceptions.isPending && <Placeholder what="exceptions" />}
        {exceptions.isError && <FailureNotice error={exceptions.error} onRetry={() => void exceptions.refetch()} />}
        {data && (
          <div aria-busy={exceptions.isFetching}>
            {data.results.length > 0 ? (
              <ExceptionsTable exceptions={data.results} />
            ) : (
              <Empty>
                {states.length > 0 ? "No exception is in such a state." : "Nothing was asked to be accepted."}
              </Empty>
            )}
            <Pager
              page={page}
              pages={data.pages}
              total={data.total}
              noun="exception"
              onPage={(next) => setSearch(withPage(search, next))}
            />
          </div>
        )}
      </Card>
    </>
  );
}
