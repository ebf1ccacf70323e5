import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { PERIODS, useTrends } from "../api/overview.ts";
import { BandsChart } from "../charts/bands-chart.tsx";
import { Card } from "../design/card.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { useNow } from "../design/now.ts";
import { Placeholder } from "../design/placeholder.tsx";
import { VERDICTS } from "../repository/series.ts";
import { trendBands, trendTable } from "./trend-series.ts";

/** Open uses over time, over all repositories. */
export function TrendPanel() {
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>(PERIODS[0]);
  const trends = useTrends(period);
  const now = useNow(undefined);
  const drawn = VERDICTS.map(({ verdict, title }) => ({
    verdict,
    title,
    bands: trendBands(trends.data?.points ?? [], verdict),
  })).filter(({ bands }) => bands.names.length > 0);
  return (
    <Card
      title="Open uses over time"
      aside={
        <NativeSelect
          size="xs"
          aria-label="Period"
          data={PERIODS.map(({ id, name }) => ({ value: id, label: name }))}
          value={period.id}
          onChange={(event) => setPeriod(PERIODS.find(({ id }) => id === event.currentTarget.value) ?? PERIODS[0])}
        />
      }
    >
      {trends.isError && <FailureNotice error={trends.error} onRetry={() => void trends.refetch()} />}
      {trends.isPending && <Placeholder what="the trend" />}
      {trends.data && drawn.length === 0 && <p className="soft">Nothing was open in this time.</p>}
      {drawn.map(({ verdict, title, bands }) => (
        <BandsChart key={verdict} title={title} bands={bands} now={now} table={trendTable(bands)} />
      ))}
    </Card>
  );
}
