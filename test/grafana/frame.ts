import type { QueryResult } from "../../scripts/local/runtime/athena/types.ts";

/** A column of what a panel is made of, as Grafana has it: only numbers are drawn, and only text names them. */
export interface Field {
  name: string;
  type: "time" | "number" | "string";
  values: unknown[];
}

/** The columns of one result; of time series there is one for each. */
export type Frame = Field[];

export interface PromSeries {
  metric: Record<string, string>;
  /** Of a range. */
  values?: [time: number, value: string][];
  /** Of an instant. */
  value?: [time: number, value: string];
}

/** What Prometheus responds with, as its data source hands it on. */
export function framesOfSeries(
  series: readonly PromSeries[],
  target: { legendFormat?: string; format?: string },
): Frame[] {
  if (target.format === "table") return [tableOf(series)];
  return series.map(({ metric, value, values = value ? [value] : [] }) => [
    { name: "Time", type: "time", values: values.map(([time]) => time * 1000) },
    { name: legendOf(metric, target.legendFormat), type: "number", values: values.map(numberOf) },
  ]);
}

const numberOf = ([, text]: [number, string]): number | null =>
  Number.isFinite(Number(text)) ? Number(text) : null;

/** `{{stage}} of {{hop}}` with the labels of a series in place. */
const legendOf = (metric: Record<string, string>, legend = ""): string =>
  legend === ""
    ? JSON.stringify(metric)
    : legend.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? "");

function tableOf(series: readonly PromSeries[]): Frame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))];
  return [
    { name: "Time", type: "time", values: series.map(({ value }) => value![0] * 1000) },
    ...labels.map(
      (name): Field => ({ name, type: "string", values: series.map(({ metric }) => metric[name] ?? "") }),
    ),
    { name: "Value", type: "number", values: series.map(({ value }) => numberOf(value!)) },
  ];
}

/** What Athena's data source hands on: a table as it is, or a series for each text. */
export function framesOfRows(result: QueryResult, target: { format?: number }): Frame[] {
  const TIME_SERIES = 0;
  const table = result.columns.map(({ name, type }, at): Field => {
    const kind = /^(date|time)/i.test(type)
      ? "time"
      : /int|double|real|float/i.test(type)
        ? "number"
        : "string";
    const values = result.rows.map((row) => row[at]);
    return {
      name,
      type: kind,
      values: kind === "time" ? values.map((each) => Date.parse(String(each))) : values,
    };
  });
  return target.format === TIME_SERIES ? seriesOf(table) : [table];
}

function seriesOf(table: Frame): Frame[] {
  const time = table.find(({ type }) => type === "time")!;
  const names = table.filter(({ type }) => type === "string");
  const rows = Map.groupBy(time.values.keys(), (row) => names.map(({ values }) => values[row]).join(" "));
  return table
    .filter(({ type }) => type === "number")
    .flatMap(({ name, values }) =>
      [...rows].map(
        ([of, at]): Frame => [
          { name: "Time", type: "time", values: at.map((row) => time.values[row]) },
          { name: of === "" ? name : of, type: "number", values: at.map((row) => values[row]) },
        ],
      ),
    );
}
