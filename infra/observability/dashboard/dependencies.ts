import type { PipelineEnvironment } from "../../environments/settings.ts";
import { operation, own, redisNode, table } from "../metric.ts";
import { redisAvailability } from "../redis.ts";
import type { Watched } from "../watched.ts";
import { type Graph, type Line, line } from "./widget.ts";

/** What the stations wait for: Redis, look-ups, the model, the table. */
export function dependencies(
  { functions, redisNodes, tables }: Watched,
  { scoring }: PipelineEnvironment,
): Graph[] {
  const enrich = own(functions.enrich.name);
  const model = own(functions[scoring === "inline" ? "enrich" : "predict"].name);
  const predictions = operation(tables.predictions, "BatchWriteItem");
  const eachNode = (what: string, metric: string, statistic: "Average" | "Maximum"): Line[] =>
    redisNodes.map((node, index) => line(`${what}, node ${index + 1}`, redisNode(node)(metric, statistic)));
  const lookUps = (step: string): Line[] =>
    ["Ok", "Stale", "Missing", "Error"].map((status) =>
      line(`${step.toLowerCase()} ${status.toLowerCase()}`, enrich(`LookUp${step}${status}`)),
    );
  return [
    {
      title: "Redis as enrichment sees it",
      lines: [
        line("ms a round trip, p50", enrich("RedisLatency", "p50")),
        line("ms a round trip, p99", enrich("RedisLatency", "p99")),
        line("available %", redisAvailability(functions.enrich.name), "right"),
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
    { title: "Look-ups, events", lines: [...lookUps("Geo"), ...lookUps("Zip"), ...lookUps("Session")] },
    {
      title: "Model",
      lines: [
        line("ms p50", model("ScoringLatency", "p50")),
        line("ms p99", model("ScoringLatency", "p99")),
        line("instances a request", model("ScoringBatchSize", "Average"), "right"),
        line("errors", model("ScoringErrors"), "right"),
        line("breaker opened", model("ScoringBreakerOpened"), "right"),
      ],
    },
    {
      title: "Predictions table",
      lines: [
        line("ms p50", predictions("SuccessfulRequestLatency", "p50")),
        line("ms p99", predictions("SuccessfulRequestLatency", "p99")),
        line("writes refused", table(tables.predictions)("WriteThrottleEvents"), "right"),
        line("not taken", model("PredictionsUnwritten"), "right"),
      ],
    },
  ];
}
