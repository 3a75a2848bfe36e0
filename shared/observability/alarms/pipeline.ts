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
    ...lateness(watched, environment),
    ...accountingHops(watched, environment).map(
      ({ id, title, share }): AlarmRule => ({
        id: `accounting-${id}`,
        description: `More than 1 % of an hour's events are missing (${title}): run the query pipeline_accounting.`,
        of: share,
        // Events under way at the hour's end weigh less than this.
        limit: { above: 1 },
        periods: 2,
        period: HOUR,
      }),
    ),
  ];
}

function sources({ functions }: WatchedResources): AlarmRule[] {
  const of = functionMetric(functions.produce.name);
  return [
    {
      id: "produce-behind",
      description: "The cursor in Elasticsearch is more than a quarter of an hour old.",
      of: of("CursorAge", "Maximum"),
      limit: { above: QUARTER_HOUR_MS },
      periods: 10,
    },
    {
      id: "produce-unreachable",
      description: "Documents have no ingest time and are never read: set it in an ingest pipeline.",
      of: of("DocumentsUnreachable", "Maximum"),
      limit: { above: 0 },
      periods: 5,
    },
  ];
}

function failures({ functions }: WatchedResources, { alarms }: WatchedSettings): AlarmRule[] {
  const enrich = functionMetric(functions.enrich.name);
  const share = (id: "enrich" | "archive", into: Metric): AlarmRule => ({
    id: `${id}-failed-share`,
    description: `More than ${100 * alarms.failedShare} % of the events fail: run the query failed_events_by_reason.`,
    of: {
      expression: "100 * FILL(failed, 0) / (FILL(failed, 0) + events)",
      metrics: { failed: functionMetric(functions[id].name)("EventsFailed"), events: into },
    },
    limit: { above: 100 * alarms.failedShare },
    periods: 15,
  });
  return [
    share("enrich", enrich("EventsIn")),
    share("archive", functionMetric(functions.archive.name)("EventsArchived")),
    {
      id: "failed-past-retention",
      description: "Records that were given up had expired when they were fetched: their bytes are lost.",
      of: functionMetric(functions.failed.name)("RecordsPastRetention"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "session-missing",
      description: "Events pass without their session: Redis is out of reach. Replay them later.",
      of: enrich("LookUpSessionMissing"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: "session-stale",
      description: "Sessions may lack what Redis lost when another server took over; their events say so.",
      of: enrich("LookUpSessionStale"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "session-state-lost",
      description:
        "Session states that this version cannot read, of a newer one or damaged: sessions begin anew and say so.",
      of: enrich("SessionStatesLost"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "look-up-stale",
      description: "Addresses are looked up in what was cached: Redis is out of reach.",
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
    of: endToEnd(watched, environment, "p99"),
    limit: { above: environment.alarms.latencyMs },
    periods: 15,
  },
];
