import { type Graph, type GraphLine, graphLine } from "../graph.ts";
import { functionMetric, redisNodeMetric, tableMetric, tableOperationMetric } from "../metric.ts";
import { redisAvailability } from "../redis.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";
import { lookUpNamed, lookUpStatuses, lookUpSteps } from "../written.ts";

/** What the stations wait for: Redis, look-ups, the model, the table. */
export function dependencies(
  { functions, redisNodes, tables }: WatchedResources,
  { scoring }: WatchedSettings,
): Graph[] {
  const enrich = functionMetric(functions.enrich.name);
  const model = functionMetric(functions[scoring === "inline" ? "enrich" : "predict"].name);
  const predictions = tableOperationMetric(tables.predictions, "BatchWriteItem");
  const eachNode = (what: string, metric: string, statistic: "Average" | "Maximum"): GraphLine[] =>
    redisNodes.map((node, index) =>
      graphLine(`${what}, node ${index + 1}`, redisNodeMetric(node)(metric, statistic)),
    );
  const lookUps = (step: string): GraphLine[] =>
    lookUpStatuses.map((status) => graphLine(`${step} ${status}`, enrich(lookUpNamed(step, status))));
  return [
    {
      title: "Redis as enrichment sees it",
      lines: [
        graphLine("ms a round trip, p50", enrich("RedisLatency", "p50")),
        graphLine("ms a round trip, p99", enrich("RedisLatency", "p99")),
        graphLine("available %", redisAvailability(functions.enrich.name), "right"),
      ],
    },
    {
      title: "Redis nodes, µs a write",
      lines: eachNode("write", "SuccessfulWriteRequestLatency", "Average"),
    },
    {
      title: "Redis nodes, processor and memory % (a gap is a node that is away)",
      lines: [
        ...eachNode("processor", "EngineCPUUtilization", "Average"),
        ...eachNode("memory", "DatabaseMemoryUsagePercentage", "Maximum"),
      ],
      limit: { label: "full", value: 80 },
    },
    { title: "Look-ups, events", lines: lookUpSteps.flatMap(lookUps) },
    {
      title: "Model",
      lines: [
        graphLine("ms p50", model("ScoringLatency", "p50")),
        graphLine("ms p99", model("ScoringLatency", "p99")),
        graphLine("instances a request", model("ScoringBatchSize", "Average"), "right"),
        graphLine("errors", model("ScoringErrors"), "right"),
        graphLine("breaker opened", model("ScoringBreakerOpened"), "right"),
      ],
    },
    {
      title: "Predictions table",
      lines: [
        graphLine("ms p50", predictions("SuccessfulRequestLatency", "p50")),
        graphLine("ms p99", predictions("SuccessfulRequestLatency", "p99")),
        graphLine("writes refused", tableMetric(tables.predictions)("WriteThrottleEvents"), "right"),
        graphLine("not taken", model("PredictionsUnwritten"), "right"),
      ],
    },
  ];
}
