import { describe, expect, test } from "@jest/globals";
import { functionMetric, lambdaMetric } from "../../../shared/observability/metric.ts";
import { promqlOfFigure } from "../../../shared/observability/promql.ts";

const enrich = functionMetric("dev-enrich");
const invoked = lambdaMetric("dev-enrich");

describe("a metric of CloudWatch as PromQL", () => {
  test.each([
    {
      what: "a sum over a period, as an alarm looks at it",
      of: enrich("EventsIn"),
      window: "300s",
      sums: "window",
      promql: 'sum(increase(clickstream_events_in_total{function="dev-enrich"}[300s]))',
    },
    {
      what: "a sum by the minute, whatever window a panel has",
      of: enrich("EventsIn"),
      window: "20s",
      sums: "minute",
      promql: '60 * sum(rate(clickstream_events_in_total{function="dev-enrich"}[20s]))',
    },
    {
      what: "the number of a histogram's values by the minute",
      of: invoked("Invocations"),
      window: "20s",
      sums: "minute",
      promql: '60 * sum(rate(clickstream_function_duration_seconds_count{function="dev-enrich"}[20s]))',
    },
    {
      what: "a calculation, each part of it by the minute",
      of: {
        expression: "100 * FILL(few, 0) / many",
        metrics: { few: enrich("EventsPurchase"), many: enrich("EventsProductView") },
      },
      window: "20s",
      sums: "minute",
      promql:
        '100 * ((60 * sum(rate(clickstream_events_purchase_total{function="dev-enrich"}[20s]))) or vector(0)) / (60 * sum(rate(clickstream_events_product_view_total{function="dev-enrich"}[20s])))',
    },
  ] as const)("$what", ({ of, window, sums, promql }) => {
    expect(promqlOfFigure(of, window, sums)).toBe(promql);
  });
});
