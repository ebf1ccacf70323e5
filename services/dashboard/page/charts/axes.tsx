/** Axes that all charts have alike. */
import { CartesianGrid, XAxis, YAxis } from "recharts";
import { shortCount } from "../format/count.ts";
import { axisTicks } from "./axis.ts";

const LOOK = { stroke: "var(--mantine-color-dimmed)", fontSize: 12, tickLine: false } as const;

/** What every chart is told. `above`: room over the highest value. */
export const chartLook = (above = 8) =>
  ({ margin: { top: above, right: 12, bottom: 0, left: 0 }, accessibilityLayer: false }) as const;

export function CountGrid() {
  return <CartesianGrid vertical={false} stroke="var(--line)" />;
}

/** From `first` to `last`, milliseconds since 1970. */
export function TimeAxis({ first, last }: { readonly first: number; readonly last: number }) {
  const { ticks, label } = axisTicks(first, last);
  return (
    <XAxis
      {...LOOK}
      dataKey="time"
      type="number"
      scale="time"
      domain={[first, Math.max(last, first + 1)]}
      ticks={[...ticks]}
      tickFormatter={label}
    />
  );
}

export function NameAxis() {
  return <XAxis {...LOOK} dataKey="name" />;
}

export function CountAxis({ text = shortCount }: { readonly text?: (value: number) => string }) {
  return <YAxis {...LOOK} allowDecimals={false} width={44} tickFormatter={text} axisLine={false} />;
}
