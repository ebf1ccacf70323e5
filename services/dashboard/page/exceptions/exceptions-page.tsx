import { Chip, Group } from "@mantine/core";
import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { type ExceptionState, useExceptions } from "../api/exceptions.ts";
import { mayOperate, useIdentity } from "../api/identity.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { AskException } from "./ask-exception.tsx";
import styles from "./exceptions-page.module.css";
import { ExceptionsTable } from "./exceptions-table.tsx";

const STATES: readonly ExceptionState[] = ["asked", "approved", "expired", "revoked"];

/** What is accepted, until when, and who said so. */
export function ExceptionsPage() {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const states = STATES.filter((state) => search.getAll("state").includes(state));
  const exceptions = useExceptions(page, states);
  const identity = useIdentity().data;
  const choose = (state: ExceptionState, on: boolean) => {
    const next = new URLSearchParams();
    for (const each of STATES) if (each === state ? on : states.includes(each)) next.append("state", each);
    setSearch(next);
  };
  const { data } = exceptions;
  return (
    <>
      <PageHead title="Exceptions" about="Uses that are accepted until a day: asked for, and approved by somebody else">
        {mayOperate(identity) && <AskException />}
      </PageHead>
      <Card flush>
        <search aria-label="Filters of exceptions">
          <fieldset className={styles.states}>
            <legend>State</legend>
            <Group gap={6}>
              {STATES.map((state) => (
                <Chip
                  key={state}
                  size="xs"
                  variant="light"
                  checked={states.includes(state)}
                  onChange={(on) => choose(state, on)}
                >
                  {state}
                </Chip>
              ))}
            </Group>
          </fieldset>
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
