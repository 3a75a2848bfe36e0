import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import type { RedisStore } from "../lookup.ts";
import type { StackNetwork } from "../network.ts";
import { type GeneratedSecret, readSecret } from "../secrets.ts";
import type { EventStreams } from "../streams.ts";
import { archiveFolders } from "./archive.ts";
import { Lambda } from "./lambda.ts";
import { enrichedPackVariables } from "./packs.ts";
import type { Scoring } from "./scoring.ts";
import { StreamSource } from "./trigger.ts";

interface EnrichProps {
  streams: EventStreams;
  lookup: RedisStore;
  network: StackNetwork;
  addressKey: GeneratedSecret;
  scoring: Scoring;
  failed: FailedEventStore;
  after: readonly ITerraformDependable[];
}

/** Raw → enriched, with Redis at its side; with inline scoring it also scores. */
export function enrichFunction(
  scope: Construct,
  context: StackContext,
  props: EnrichProps,
): Lambda<"enrich"> {
  const { streams, lookup, network, addressKey, scoring, failed, after } = props;
  const { environment } = context;
  const inline = environment.scoring === "inline";
  const source = new StreamSource("enrich", streams.raw, environment.triggers.enrich, failed);
  const lambda = new Lambda(scope, "enrich", context, {
    description: "Enriches raw events and keeps sessions",
    place: network.functions,
    // The archive refuses an attribute that it does not know: whatever reads the new lines comes first.
    after,
    settings: {
      ...archiveFolders(context),
      ...failed.settings,
      ...lookup.settings,
      CUSTOM_STEPS: environment.steps.join(","),
      OWN_DOMAINS: environment.ownDomains.join(","),
      PERSONAL_PROPERTIES: environment.personalProperties.names.join(","),
      PERSONAL_STORED: environment.personalProperties.stored,
      ...enrichedPackVariables(context),
      ENRICHED_STREAM: streams.enriched.name,
      STATE_COMPRESSION: environment.stateCompression,
      REDIS_OUTAGE: environment.redisOutage,
      LOOKUP_TTL_SECONDS: "3600",
      SESSION_IDLE_MINUTES: "30",
      SESSION_CAP_HOURS: "24",
      SESSION_TTL_DAYS: "30",
      LATE_AFTER_HOURS: "72",
      IP_KEY_SECRET_ARN: addressKey.arn,
      SCORING: environment.scoring,
      ...(inline && scoring.settings),
    },
    may: [
      ...source.may(),
      ...streams.enriched.write(),
      ...failed.handOver(),
      lookup.read(),
      readSecret(addressKey.arn),
      ...(inline ? scoring.may : []),
    ],
  });
  source.drive(lambda, after);
  return lambda;
}
