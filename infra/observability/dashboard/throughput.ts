import type { PipelineEnvironment } from "../../environments/settings.ts";
import { firehose, kinesis, own } from "../metric.ts";
import type { Watched } from "../watched.ts";
import { type Graph, line } from "./widget.ts";

/** Events, records and bytes in and out of each station, by the minute. */
export function throughput(watched: Watched, { scoring }: PipelineEnvironment): Graph[] {
  const { functions, streams, deliveryStream } = watched;
  const enrich = own(functions.enrich.name);
  const scored = own(functions[scoring === "inline" ? "enrich" : "predict"].name);
  const stored = firehose(deliveryStream);
  return [
    {
      title: "Sources, events",
      lines: [
        line("Elasticsearch", own(functions.produce.name)("EventsSent")),
        line("generator", own(functions.generate.name)("EventsSent")),
        line("deliberately malformed", own(functions.generate.name)("EventsMalformed")),
      ],
    },
    stream("Raw stream", streams.raw),
    {
      title: "Enrichment, events",
      lines: [
        line("in", enrich("EventsIn")),
        line("delivered again", enrich("EventsRedelivered")),
        line("races for a session", enrich("SessionRaces")),
        line("packs", enrich("RecordsIn"), "right"),
      ],
    },
    stream("Enriched stream", streams.enriched),
    {
      title: "Scoring, events",
      lines: [
        line("predicted", scored("EventsPredicted")),
        line("items written", scored("PredictionsWritten")),
        line("scored late", scored("PredictLate")),
        line("duplicates", own(functions.predict.name)("EventsDuplicate")),
      ],
    },
    {
      title: "Archive, events",
      lines: [
        line("transformed", own(functions.archive.name)("EventsArchived")),
        line("bytes delivered", stored("DeliveryToS3.Bytes"), "right"),
        line("open partitions", stored("PartitionCount", "Maximum")),
      ],
    },
  ];
}

function stream(title: string, name: string): Graph {
  const of = kinesis(name);
  return {
    title: `${title}, records`,
    lines: [
      line("in", of("IncomingRecords")),
      line("out", of("GetRecords.Records")),
      line("bytes in", of("IncomingBytes"), "right"),
    ],
  };
}
