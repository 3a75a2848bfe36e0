import type { ServiceHandler } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { actions } from "../gateway/gateway.ts";
import type { MetricIdentity, MetricStore } from "./metric-store.ts";

type Input = Record<string, unknown>;

const invalid = (message: string) => new AwsError("ValidationError", message);

/** CloudWatch, as far as metrics are put, listed and read. Times are Dates on the way out. */
export function metricsService(store: MetricStore, now: () => number): ServiceHandler {
  return actions({
    PutMetricData({ input }) {
      for (const datum of list(input.MetricData)) put(store, String(input.Namespace), datum, now());
    },
    ListMetrics: ({ input }) => ({
      Metrics: store
        .list({
          ...(typeof input.Namespace === "string" && { namespace: input.Namespace }),
          ...(typeof input.MetricName === "string" && { name: input.MetricName }),
          dimensions: dimensionsOf(input.Dimensions),
        })
        .map(described),
    }),
    GetMetricData({ input }) {
      const [start, end] = [timeOf(input.StartTime, "StartTime"), timeOf(input.EndTime, "EndTime")];
      const results = list(input.MetricDataQueries).flatMap((query) =>
        query.ReturnData === false ? [] : [resultOf(store, query, start, end, input.ScanBy)],
      );
      return { MetricDataResults: results, Messages: [] };
    },
    GetMetricStatistics({ input }) {
      const identity = identityIn(input);
      const statistics = [list(input.Statistics), list(input.ExtendedStatistics)].flat().map(String);
      const [start, end] = [timeOf(input.StartTime, "StartTime"), timeOf(input.EndTime, "EndTime")];
      const points = store.periods(identity, start, end, periodOf(input.Period)).map(([begin, datapoint]) => {
        const values = statistics.map((name) => [name, datapoint.statistic(name)] as const);
        const of = (isPercentile: boolean) =>
          Object.fromEntries(values.filter(([name]) => name.startsWith("p") === isPercentile));
        return { Timestamp: new Date(begin), Unit: "None", ...of(false), ExtendedStatistics: of(true) };
      });
      return { Label: identity.name, Datapoints: points };
    },
  });
}

function put(store: MetricStore, namespace: string, datum: Input, now: number): void {
  const identity = { namespace, name: String(datum.MetricName), dimensions: dimensionsOf(datum.Dimensions) };
  const time = datum.Timestamp === undefined ? now : timeOf(datum.Timestamp, "Timestamp");
  const point = store.at(identity, time);
  const number = (value: unknown): number => {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw invalid(`The value ${String(value)} of ${identity.name} is no number.`);
  };
  const set = datum.StatisticValues as Record<string, unknown> | undefined;
  if (set) {
    point.addSet({
      count: number(set.SampleCount),
      sum: number(set.Sum),
      min: number(set.Minimum),
      max: number(set.Maximum),
    });
    return;
  }
  const counts = datum.Counts as unknown[] | undefined;
  const values = datum.Values === undefined ? [datum.Value] : (datum.Values as unknown[]);
  for (const [at, value] of values.entries()) point.add(number(value), number(counts?.[at] ?? 1));
}

function resultOf(store: MetricStore, query: Input, start: number, end: number, order: unknown) {
  const { Id, Label, MetricStat } = query as { Id: string; Label?: string; MetricStat?: Input };
  if (MetricStat === undefined)
    throw invalid(`The local CloudWatch calculates no expressions (${Id}): ask for metrics with MetricStat.`);
  const identity = identityIn(MetricStat.Metric as Input);
  const statistic = String(MetricStat.Stat);
  const points = store.periods(identity, start, end, periodOf(MetricStat.Period));
  if (order !== "TimestampAscending") points.reverse();
  const values = points.map(([, datapoint]) => datapoint.statistic(statistic));
  if (values.includes(undefined))
    throw invalid(`The local CloudWatch does not know the statistic ${statistic}.`);
  return {
    Id,
    Label: Label ?? identity.name,
    Timestamps: points.map(([begin]) => new Date(begin)),
    Values: values,
    StatusCode: "Complete",
  };
}

const list = (value: unknown): Input[] => (Array.isArray(value) ? value : []);

const identityIn = (metric: Input): MetricIdentity => ({
  namespace: String(metric.Namespace),
  name: String(metric.MetricName),
  dimensions: dimensionsOf(metric.Dimensions),
});

const dimensionsOf = (dimensions: unknown): Record<string, string> =>
  Object.fromEntries(list(dimensions).map(({ Name, Value = "" }) => [String(Name), String(Value)]));

const described = ({ namespace, name, dimensions }: MetricIdentity) => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

function periodOf(seconds: unknown): number {
  const period = Number(seconds);
  if (period > 0 && period % 60 === 0) return period * 1000;
  throw invalid(`The period ${String(seconds)} must be a multiple of 60: metrics are kept by the minute.`);
}

/** Epoch ms of a time: a number of seconds (JSON), one with its tag (CBOR), or ISO text. */
function timeOf(value: unknown, name: string): number {
  const tagged = (value as { value?: unknown } | null)?.value ?? value;
  const ms = typeof tagged === "number" ? tagged * 1000 : Date.parse(String(tagged));
  if (Number.isFinite(ms)) return ms;
  throw invalid(`${name} is no time.`);
}
