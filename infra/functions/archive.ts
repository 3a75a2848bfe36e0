import type { Construct } from "constructs";
import type { Context } from "../context.ts";
import type { Failed } from "../failed.ts";
import { Lambda } from "./lambda.ts";

/** The transform that Firehose calls: it names each record's partition and hands over what cannot be archived. */
export function archiveTransform(scope: Construct, context: Context, failed: Failed): Lambda<"archive"> {
  return new Lambda(scope, "archive", context, {
    description: "Prepares enriched events for Parquet",
    settings: failed.settings,
    may: failed.handOver(),
  });
}
