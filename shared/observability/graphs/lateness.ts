import { type Graph, graphLine } from "../graph.ts";
import { LATENCY_BUDGET_MS } from "../latency-budget.ts";
import { consumerMetric, firehoseMetric, functionMetric, kinesisMetric, lambdaMetric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** How far each station is behind. */
export function lateness(
  { functions, streams, consumers, deliveryStream }: WatchedResources,
  { scoring, archive }: WatchedSettings,
): Graph[] {
  const enrich = lambdaMetric(functions.enrich.name);
  const predict = functionMetric(functions.predict.name);
  const waiting = (title: string, stream: keyof typeof streams): Graph => ({
    title,
    lines: [
      graphLine(
        "oldest unread",
        kinesisMetric(streams[stream])("GetRecords.IteratorAgeMilliseconds", "Maximum"),
      ),
      ...consumers[stream].map((consumer) =>
        graphLine(
          "oldest unread by fan-out",
          consumerMetric(streams[stream], consumer)("SubscribeToShardEvent.MillisBehindLatest", "Maximum"),
        ),
      ),
    ],
  });
  return [
    {
      title: "Cursor in Elasticsearch, ms",
      lines: [graphLine("age", functionMetric(functions.produce.name)("CursorAge", "Maximum"))],
    },
    waiting("Raw stream, ms", "raw"),
    {
      title: "Enrichment, ms",
      lines: [
        graphLine("iterator age", enrich("IteratorAge", "Maximum")),
        graphLine(
          "from the stream to the stream p50",
          functionMetric(functions.enrich.name)("EnrichHop", "p50"),
        ),
        graphLine(
          "from the stream to the stream p99",
          functionMetric(functions.enrich.name)("EnrichHop", "p99"),
        ),
        graphLine("duration p50", enrich("Duration", "p50")),
        graphLine("duration p99", enrich("Duration", "p99")),
      ],
    },
    waiting("Enriched stream, ms", "enriched"),
    {
      title: "Scoring, ms from the stream to the stored prediction",
      lines:
        scoring === "inline"
          ? [graphLine("with enrichment p99", functionMetric(functions.enrich.name)("EnrichHop", "p99"))]
          : [graphLine("p50", predict("PredictHop", "p50")), graphLine("p99", predict("PredictHop", "p99"))],
      limit: { label: "budget", value: LATENCY_BUDGET_MS },
    },
    {
      title: "Archive freshness, s",
      lines: [
        graphLine(
          "oldest unarchived",
          firehoseMetric(deliveryStream)("DeliveryToS3.DataFreshness", "Maximum"),
        ),
      ],
      limit: { label: "buffer", value: archive.bufferSeconds },
    },
  ];
}
