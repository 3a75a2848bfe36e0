import type { AlarmRule } from "../alarm-rule.ts";
import { functionMetric, searchDomainMetric } from "../metric.ts";
import type { WatchedDomain, WatchedResources } from "../watched.ts";

/** Alarms on the copy of the events to explore, and on the domain where it is the stack's own. */
export const searchAlarms = ({ functions, searchDomain }: WatchedResources): AlarmRule[] => [
  ...(functions.search ? [refused(functions.search.name)] : []),
  ...(searchDomain ? domain(searchDomain) : []),
];

const refused = (name: string): AlarmRule => ({
  id: "search-refused",
  description:
    "Events cannot be explored: they do not fit their index, or are no events. Their bytes are failed events of stage search; archive and predictions have them.",
  remedy:
    "Run the query failed_events_by_reason: the rows say which field does not fit. Nothing is urgent; what is mended comes back by npm run replay -- --stage search.",
  of: functionMetric(name)("EventsFailed"),
  limit: { above: 0 },
  periods: 5,
});

const MIB_A_GIB = 1024;

/** "Recommended CloudWatch alarms for Amazon OpenSearch Service". */
function domain(watched: WatchedDomain): AlarmRule[] {
  const of = searchDomainMetric(watched);
  return [
    {
      id: "search-domain-red",
      description: "A shard of the domain and all of its copies are away: events wait in the stream.",
      remedy:
        "Look at the domain's health in the console: nodes that were lost come back by themselves; an index that stays red is deleted, and its day is gone from the copy alone.",
      of: of("ClusterStatus.red", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "search-domain-blocked",
      description: "The domain refuses writes: it has no room or no memory left. Events wait in the stream.",
      remedy:
        "Set a larger `sinks.opensearch.domain.volumeGib`, or a smaller `sinks.opensearch.keepDays`, and delete the oldest indices by hand.",
      of: of("ClusterIndexWritesBlocked", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "search-domain-full",
      description: "A node has less than a quarter of its storage left.",
      remedy: "Set a smaller `sinks.opensearch.keepDays`, or a larger `sinks.opensearch.domain.volumeGib`.",
      of: of("FreeStorageSpace", "Minimum"),
      limit: { below: (watched.volumeGib * MIB_A_GIB) / 4 },
      periods: 1,
    },
    {
      id: "search-domain-memory",
      description: "The domain collects garbage and does little else.",
      remedy: "Take larger nodes: `sinks.opensearch.domain.instanceType`.",
      of: of("JVMMemoryPressure", "Maximum"),
      limit: { above: 95 },
      periods: 3,
    },
    {
      id: "search-domain-busy",
      description: "The domain's processors are at their limit.",
      remedy:
        "Take more nodes (`sinks.opensearch.domain.instances`) or larger ones; a query that somebody runs may be it, too.",
      of: of("CPUUtilization", "Maximum"),
      limit: { above: 80 },
      periods: 15,
    },
    {
      id: "search-domain-key",
      description: "The key of the domain is out of reach, and its data with it.",
      remedy:
        "Look in KMS whether the stack's key is disabled or waits for its deletion: cancel that and enable it at once, for everything else is encrypted with it, too.",
      of: of("KMSKeyInaccessible", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
  ];
}
