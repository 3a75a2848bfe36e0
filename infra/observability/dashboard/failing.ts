import type { PipelineEnvironment } from "../../environments/settings.ts";
import { firehose, kinesis, lambda, mapping, own } from "../metric.ts";
import type { Watched, WatchedFunction } from "../watched.ts";
import { type Graph, type Line, line } from "./widget.ts";

/** Errors of each station: invocations, single records, refused reads and writes. */
export function failing(
  { functions, streams, deliveryStream }: Watched,
  { scoring }: PipelineEnvironment,
): Graph[] {
  const { produce, generate, enrich, predict, archive } = functions;
  const delivery = firehose(deliveryStream);
  return [
    {
      title: "Sources",
      lines: [
        line("produce errors", lambda(produce.name)("Errors")),
        line("generate errors", lambda(generate.name)("Errors")),
        line("events failed", own(produce.name)("EventsFailed")),
        line("documents without ingest time", own(produce.name)("DocumentsUnreachable", "Maximum")),
      ],
    },
    refused("Raw stream", streams.raw),
    { title: "Enrichment", lines: invocations(enrich) },
    refused("Enriched stream", streams.enriched),
    {
      title: "Scoring",
      lines:
        scoring === "inline"
          ? invocations(enrich)
          : [...invocations(predict), line("to be tried again", own(predict.name)("PredictRetried"))],
    },
    {
      title: "Archive",
      lines: [
        line("transform errors", lambda(archive.name)("Errors")),
        line("events failed", own(archive.name)("EventsFailed")),
        line("not converted", delivery("FailedConversion.Records")),
        line("partitions exceeded", delivery("PartitionCountExceeded", "Maximum")),
        line("delivery success", delivery("DeliveryToS3.Success", "Average"), "right"),
      ],
    },
  ];
}

function invocations({ name, mappings }: WatchedFunction): Line[] {
  return [
    line("errors", lambda(name)("Errors")),
    line("throttles", lambda(name)("Throttles")),
    line("events failed", own(name)("EventsFailed")),
    ...mappings.flatMap((uuid) => [
      line("records in failed invocations", mapping(uuid)("FailedInvokeEventCount")),
      line("records given up", mapping(uuid)("OnFailureDestinationDeliveredEventCount")),
      line("records dropped", mapping(uuid)("DroppedEventCount")),
    ]),
  ];
}

const refused = (title: string, name: string): Graph => ({
  title,
  lines: [
    line("writes refused", kinesis(name)("WriteProvisionedThroughputExceeded")),
    line("records refused", kinesis(name)("PutRecords.ThrottledRecords")),
    line("reads refused", kinesis(name)("ReadProvisionedThroughputExceeded")),
  ],
});
