import { UserError } from "../../user-error.ts";
import { measures } from "../measures.ts";
import { GB, HOURS_A_MONTH, prices } from "../prices.ts";
import type { Load, PricedStack, Term } from "../stack.ts";

/** The domain of events to explore, where it is the stack's own. It costs the same whatever is in it. */
export function domainTerm({ search }: PricedStack): Term | undefined {
  if (search?.domain === undefined) return undefined;
  const { instanceType, instances, volumeGib } = search.domain;
  const hour = prices.searchInstanceHour[instanceType];
  if (hour === undefined)
    throw new UserError(
      `The price of a ${instanceType} is not known: add it to scripts/cost/prices.ts (known: ${Object.keys(prices.searchInstanceHour).join(", ")}).`,
    );
  return {
    name: "OpenSearch",
    monthly: instances * (hour * HOURS_A_MONTH + volumeGib * prices.searchStorageGb),
    from: `${instances} ${instanceType} with ${volumeGib} GiB each`,
  };
}

/** "Calculating storage requirements", OpenSearch Service guide: what an index and a node need beside the source. */
const STORAGE_FACTOR = 1.45;

/** GiB that the days that are kept need, by AWS's rule, which nobody measured here. */
export const searchStorageGib = ({ search }: PricedStack, load: Load): number =>
  search === undefined
    ? 0
    : (load.eventsPerSecond *
        load.eventBytes *
        measures.enrichedGrowth *
        86_400 *
        search.keepDays *
        (1 + search.replicas) *
        STORAGE_FACTOR) /
      GB;
