import { type Graph, graphLine } from "../graph.ts";
import { functionMetric, lambdaMetric, searchDomainMetric, triggerMetric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";

/** The copy of the events to explore, where there is one: how much, how late, what fails, and the domain. */
export function exploring({ functions, searchDomain }: WatchedResources): Graph[] {
  const { search } = functions;
  if (search === undefined) return [];
  const of = functionMetric(search.name);
  const invoked = lambdaMetric(search.name);
  const domain = searchDomain && searchDomainMetric(searchDomain);
  return [
    {
      title: "Exploring, events",
      lines: [
        graphLine("in", of("EventsIn")),
        graphLine("indexed", of("EventsIndexed")),
        graphLine("older than what is kept", of("EventsTooOld")),
        graphLine("duplicates", of("EventsDuplicate")),
      ],
    },
    {
      title: "Exploring, ms",
      lines: [
        graphLine("from the stream to the index p99", of("SearchHop", "p99")),
        graphLine("iterator age", invoked("IteratorAge", "Maximum")),
      ],
    },
    {
      title: "Exploring, what fails",
      lines: [
        graphLine("errors", invoked("Errors")),
        graphLine("events failed", of("EventsFailed")),
        ...search.mappings.flatMap((uuid) => [
          graphLine("records given up", triggerMetric(uuid)("OnFailureDestinationDeliveredEventCount")),
          graphLine("records dropped", triggerMetric(uuid)("DroppedEventCount")),
        ]),
      ],
    },
    ...(domain === undefined
      ? []
      : [
          {
            title: "OpenSearch domain",
            lines: [
              graphLine("processor %", domain("CPUUtilization", "Maximum")),
              graphLine("memory pressure %", domain("JVMMemoryPressure", "Maximum")),
              graphLine("MiB left of a node", domain("FreeStorageSpace", "Minimum"), "right"),
            ],
          },
        ]),
  ];
}
