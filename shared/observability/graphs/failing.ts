import { type Graph, type GraphLine, graphLine } from "../graph.ts";
import { firehoseMetric, functionMetric, kinesisMetric, lambdaMetric, triggerMetric } from "../metric.ts";
import type { WatchedFunction, WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** Errors of each station: invocations, single records, refused reads and writes. */
export function failing(
  { functions, streams, deliveryStream }: WatchedResources,
  { scoring }: WatchedSettings,
): Graph[] {
  const { produce, generate, enrich, predict, archive } = functions;
  const delivery = firehoseMetric(deliveryStream);
  return [
    {
      title: "Sources",
      lines: [
        graphLine("produce errors", lambdaMetric(produce.name)("Errors")),
        graphLine("generate errors", lambdaMetric(generate.name)("Errors")),
        graphLine("events failed", functionMetric(produce.name)("EventsFailed")),
        graphLine(
          "documents without ingest time",
          functionMetric(produce.name)("DocumentsUnreachable", "Maximum"),
        ),
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
          : [
              ...invocations(predict),
              graphLine("to be tried again", functionMetric(predict.name)("PredictRetried")),
            ],
    },
    {
      title: "Archive",
      lines: [
        graphLine("transform errors", lambdaMetric(archive.name)("Errors")),
        graphLine("events failed", functionMetric(archive.name)("EventsFailed")),
        graphLine("not converted", delivery("FailedConversion.Records")),
        graphLine("partitions exceeded", delivery("PartitionCountExceeded", "Maximum")),
        graphLine("delivery success", delivery("DeliveryToS3.Success", "Average"), "right"),
      ],
    },
  ];
}

function invocations({ name, mappings }: WatchedFunction): GraphLine[] {
  return [
    graphLine("errors", lambdaMetric(name)("Errors")),
    graphLine("throttles", lambdaMetric(name)("Throttles")),
    graphLine("events failed", functionMetric(name)("EventsFailed")),
    ...mappings.flatMap((uuid) => [
      graphLine("records in failed invocations", triggerMetric(uuid)("FailedInvokeEventCount")),
      graphLine("records given up", triggerMetric(uuid)("OnFailureDestinationDeliveredEventCount")),
      graphLine("records dropped", triggerMetric(uuid)("DroppedEventCount")),
    ]),
  ];
}

const refused = (title: string, name: string): Graph => ({
  title,
  lines: [
    graphLine("writes refused", kinesisMetric(name)("WriteProvisionedThroughputExceeded")),
    graphLine("records refused", kinesisMetric(name)("PutRecords.ThrottledRecords")),
    graphLine("reads refused", kinesisMetric(name)("ReadProvisionedThroughputExceeded")),
  ],
});
