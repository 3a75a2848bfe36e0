import { type Graph, graphLine } from "../graph.ts";
import { firehoseMetric, functionMetric, kinesisMetric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** Events, records and bytes in and out of each station, by the minute. */
export function throughput(watched: WatchedResources, { scoring }: WatchedSettings): Graph[] {
  const { functions, streams, deliveryStream } = watched;
  const enrich = functionMetric(functions.enrich.name);
  const scored = functionMetric(functions[scoring === "inline" ? "enrich" : "predict"].name);
  const stored = firehoseMetric(deliveryStream);
  return [
    {
      title: "Sources, events",
      lines: [
        graphLine("Elasticsearch", functionMetric(functions.produce.name)("EventsSent")),
        graphLine("generator", functionMetric(functions.generate.name)("EventsSent")),
        graphLine("deliberately malformed", functionMetric(functions.generate.name)("EventsMalformed")),
      ],
    },
    stream("Raw stream", streams.raw),
    {
      title: "Enrichment, events",
      lines: [
        graphLine("in", enrich("EventsIn")),
        graphLine("delivered again", enrich("EventsRedelivered")),
        graphLine("races for a session", enrich("SessionRaces")),
        graphLine("packs", enrich("RecordsIn"), "right"),
      ],
    },
    stream("Enriched stream", streams.enriched),
    {
      title: "Scoring, events",
      lines: [
        graphLine("predicted", scored("EventsPredicted")),
        graphLine("items written", scored("PredictionsWritten")),
        graphLine("scored late", scored("PredictLate")),
        graphLine("duplicates", functionMetric(functions.predict.name)("EventsDuplicate")),
      ],
    },
    {
      title: "Archive, events",
      lines: [
        graphLine("transformed", functionMetric(functions.archive.name)("EventsArchived")),
        graphLine("bytes delivered", stored("DeliveryToS3.Bytes"), "right"),
        graphLine("open partitions", stored("PartitionCount", "Maximum")),
      ],
    },
  ];
}

function stream(title: string, name: string): Graph {
  const of = kinesisMetric(name);
  return {
    title: `${title}, records`,
    lines: [
      graphLine("in", of("IncomingRecords")),
      graphLine("out", of("GetRecords.Records")),
      graphLine("bytes in", of("IncomingBytes"), "right"),
    ],
  };
}
