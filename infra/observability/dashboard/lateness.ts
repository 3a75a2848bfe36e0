import type { PipelineEnvironment } from "../../environments/settings.ts";
import { LATENCY_BUDGET_MS } from "../../functions/scoring.ts";
import { firehose, kinesis, lambda, own } from "../metric.ts";
import type { Watched } from "../watched.ts";
import { type Graph, line } from "./widget.ts";

/** How far each station is behind. */
export function lateness(
  { functions, streams, deliveryStream }: Watched,
  { scoring, archive }: PipelineEnvironment,
): Graph[] {
  const enrich = lambda(functions.enrich.name);
  const predict = own(functions.predict.name);
  const waiting = (title: string, name: string): Graph => ({
    title,
    lines: [
      line("oldest unread", kinesis(name)("GetRecords.IteratorAgeMilliseconds", "Maximum")),
      line("mean", kinesis(name)("GetRecords.IteratorAgeMilliseconds", "Average")),
    ],
  });
  return [
    {
      title: "Cursor in Elasticsearch, ms",
      lines: [line("age", own(functions.produce.name)("CursorAge", "Maximum"))],
    },
    waiting("Raw stream, ms", streams.raw),
    {
      title: "Enrichment, ms",
      lines: [
        line("iterator age", enrich("IteratorAge", "Maximum")),
        line("from the stream to the stream p50", own(functions.enrich.name)("EnrichHop", "p50")),
        line("from the stream to the stream p99", own(functions.enrich.name)("EnrichHop", "p99")),
        line("duration p50", enrich("Duration", "p50")),
        line("duration p99", enrich("Duration", "p99")),
      ],
    },
    waiting("Enriched stream, ms", streams.enriched),
    {
      title: "Scoring, ms from the stream to the stored prediction",
      lines:
        scoring === "inline"
          ? [line("with enrichment p99", own(functions.enrich.name)("EnrichHop", "p99"))]
          : [line("p50", predict("PredictHop", "p50")), line("p99", predict("PredictHop", "p99"))],
      limit: { label: "budget", value: LATENCY_BUDGET_MS },
    },
    {
      title: "Archive freshness, s",
      lines: [line("oldest unarchived", firehose(deliveryStream)("DeliveryToS3.DataFreshness", "Maximum"))],
      limit: { label: "buffer", value: archive.bufferSeconds },
    },
  ];
}
