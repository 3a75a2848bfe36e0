import { accountingHops } from "../accounting.ts";
import type { AlarmRule } from "../alarm-rule.ts";
import { endToEnd } from "../end-to-end.ts";
import { functionMetric, type Metric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

const HOUR = 3600;
const QUARTER_HOUR_MS = 900_000;

/** Alarms on what the functions themselves count: the promise of the pipeline. */
export function pipelineAlarms(watched: WatchedResources, environment: WatchedSettings): AlarmRule[] {
  return [
    ...sources(watched),
    ...failures(watched, environment),
    ...sessions(watched),
    ...lateness(watched, environment),
    ...curation(watched),
    ...accountingHops(watched, environment).map(
      ({ id, title, share }): AlarmRule => ({
        id: `accounting-${id}`,
        description: `More than 1 % of an hour's events are missing (${title}), or wait behind an outage.`,
        remedy:
          "If no other alarm stands, run the query pipeline_accounting, which counts each event once. What it misses, too, is lost: send it again from its source.",
        of: share,
        // Events under way at the hour's end weigh less than this.
        limit: { above: 1 },
        periods: 2,
        period: HOUR,
      }),
    ),
  ];
}

/** Files that landed are kept for weeks: there is time to mend it. */
const CURATED_HOURS = 24;

const curation = ({ functions }: WatchedResources): AlarmRule[] => [
  {
    id: "curate-behind",
    description: `What landed ${CURATED_HOURS} hours ago is not in the curated table. Its files are deleted after \`archive.landingDays\`.`,
    remedy: `Look for ERROR in /aws/lambda/${functions.curate.name}, and in Athena at the workgroup's last statements; then npm run curate does at once what is left.`,
    of: functionMetric(functions.curate.name)("HoursBehind", "Maximum"),
    limit: { above: CURATED_HOURS },
    periods: 2,
    period: HOUR,
  },
];

function sources({ functions }: WatchedResources): AlarmRule[] {
  const { name } = functions.produce;
  const of = functionMetric(name);
  return [
    {
      id: "produce-behind",
      description: "The cursor in Elasticsearch is more than a quarter of an hour old.",
      remedy: `Look for ERROR in /aws/lambda/${name}. If there is none, more is indexed than is read: raise \`elasticsearchSlices\`, and \`functions.produce.reservedConcurrency\` to twice as much.`,
      of: of("CursorAge", "Maximum"),
      limit: { above: QUARTER_HOUR_MS },
      periods: 10,
    },
    {
      id: "produce-unreachable",
      description: "Documents have no ingest time and are never read.",
      remedy:
        "Set it in an ingest pipeline of the index (the field that INGEST_TIME_FIELD names), and by an update for the documents that are there.",
      of: of("DocumentsUnreachable", "Maximum"),
      limit: { above: 0 },
      periods: 5,
    },
  ];
}

function failures({ functions }: WatchedResources, { alarms }: WatchedSettings): AlarmRule[] {
  const share = (id: "enrich" | "archive", into: Metric): AlarmRule => ({
    id: `${id}-failed-share`,
    description: `More than ${100 * alarms.failedShare} % of the events fail; their bytes are kept.`,
    remedy:
      "Run the query failed_events_by_reason. If a source has changed its events, mend them with npm run replay -- --patch; if it began with a deployment, roll back, then npm run replay -- --version.",
    of: {
      expression: "100 * FILL(failed, 0) / (FILL(failed, 0) + events)",
      metrics: { failed: functionMetric(functions[id].name)("EventsFailed"), events: into },
    },
    limit: { above: 100 * alarms.failedShare },
    periods: 15,
  });
  return [
    share("enrich", functionMetric(functions.enrich.name)("EventsIn")),
    share("archive", functionMetric(functions.archive.name)("EventsArchived")),
    {
      id: "failed-past-retention",
      description: "Records that were given up had expired when they were fetched: their bytes are lost.",
      remedy:
        "The rows in failed_events say of which times they were: send those again from their source. If failures waited, look at failed-queue-age.",
      of: functionMetric(functions.failed.name)("RecordsPastRetention"),
      limit: { above: 0 },
      periods: 1,
    },
  ];
}

/** What events say of their own sessions and look-ups. */
function sessions({ functions }: WatchedResources): AlarmRule[] {
  const enrich = functionMetric(functions.enrich.name);
  return [
    {
      id: "session-missing",
      description: "Events pass without their session, as Redis is out of reach (`redisOutage` is degrade).",
      remedy:
        "See to Redis, as for redis-unavailable. What has passed says session: missing and stays so; figures of sessions of that time are to be read with care.",
      of: enrich("LookUpSessionMissing"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: "session-stale",
      // Some always do: an event that comes long after others of its device may have been counted before.
      description:
        "More than 1 % of the events say session: stale. Redis has lost what it wrote last, as when another server takes over, or much comes that is older than what its device's state remembers.",
      remedy:
        "Look at ElastiCache's events for a take-over: then it ends by itself, with the sessions that were open. If there was none, a source sends old events: tell whoever reads figures of sessions.",
      of: {
        expression: "100 * FILL(stale, 0) / events",
        metrics: { stale: enrich("LookUpSessionStale"), events: enrich("EventsIn") },
      },
      limit: { above: 1 },
      periods: 5,
    },
    {
      id: "session-state-lost",
      description:
        "Session states that this version cannot read, of a newer one or damaged: sessions begin anew and say so.",
      remedy:
        "After a roll-back this is so, and ends with the sessions that were open. At any other time look who writes into this Redis.",
      of: enrich("SessionStatesLost"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "look-up-stale",
      description: "Addresses are looked up in what was cached: Redis is out of reach.",
      remedy: "See to Redis, as for redis-unavailable.",
      of: enrich("LookUpGeoStale"),
      limit: { above: 0 },
      periods: 5,
    },
  ];
}

const lateness = (watched: WatchedResources, environment: WatchedSettings): AlarmRule[] => [
  {
    id: "prediction-late",
    description: `The 99th percentile from the raw stream to the stored prediction is above ${environment.alarms.latencyMs} ms.`,
    remedy:
      "The dashboard's row of lateness says which hop is slow. Events that wait in a stream: see enrich-iterator-age. A slow model: see scoring-slow. A slow Redis: see redis-round-trip.",
    of: endToEnd(watched, environment, "p99"),
    limit: { above: environment.alarms.latencyMs },
    periods: 15,
  },
];
