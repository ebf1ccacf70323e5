/** How fast a scan goes, as seen since it is looked at. */
import { useEffect, useState } from "react";
import type { Scan } from "../api/scans.ts";
import type { LinePoint } from "../charts/lines-chart.tsx";

/** An hour of seconds would not be told apart in a chart. */
const MOST = 600;

export const CONTENTS = "Contents a second";

export function useThroughput(scan: Scan): readonly LinePoint[] {
  const [points, setPoints] = useState<readonly LinePoint[]>([]);
  const { throughput } = scan.progress ?? {};
  useEffect(() => {
    if (throughput === undefined) return;
    const point = { time: Date.now(), values: { [CONTENTS]: throughput.contentsPerSecond } };
    setPoints((before) => [...before.slice(1 - MOST), point]);
  }, [throughput]);
  return points;
}
