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
      of: of("ClusterStatus.red", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "search-domain-blocked",
      description: "The domain refuses writes: it has no room or no memory left. Events wait in the stream.",
      of: of("ClusterIndexWritesBlocked", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "search-domain-full",
      description:
        "A node has less than a quarter of its storage left: keep fewer days (keepDays) or take larger volumes.",
      of: of("FreeStorageSpace", "Minimum"),
      limit: { below: (watched.volumeGib * MIB_A_GIB) / 4 },
      periods: 1,
    },
    {
      id: "search-domain-memory",
      description: "The domain collects garbage and does little else: take larger nodes.",
      of: of("JVMMemoryPressure", "Maximum"),
      limit: { above: 95 },
      periods: 3,
    },
    {
      id: "search-domain-busy",
      description: "The domain's processors are at their limit: take more or larger nodes.",
      of: of("CPUUtilization", "Maximum"),
      limit: { above: 80 },
      periods: 15,
    },
    {
      id: "search-domain-key",
      description: "The key of the domain is out of reach, and its data with it.",
      of: of("KMSKeyInaccessible", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
  ];
}
