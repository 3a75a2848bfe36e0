import { flowOf, neededShards, stateBytes } from "./flow.ts";
import { monthlyCost, total } from "./monthly.ts";
import type { Load, PricedStack } from "./stack.ts";
import { searchStorageGib } from "./terms/search.ts";
import { provisionedUnits } from "./terms/stores.ts";

/** "Supported node types", ElastiCache guide: baseline bandwidth of a node, gigabits a second. */
const GIGABITS: Readonly<Record<string, number>> = {
  "cache.t4g.small": 0.128,
  "cache.m7g.large": 0.937,
  "cache.r7g.large": 0.937,
  "cache.r7g.xlarge": 1.876,
  "cache.r7g.2xlarge": 3.75,
};

/** Where a stack would not carry the load that is priced: a bill for what cannot be done is no bill. */
export function doubts(stack: PricedStack, load: Load): string[] {
  const flow = flowOf(stack, load);
  const found: string[] = [];
  for (const name of ["raw", "enriched"] as const) {
    const { records, bytes } = flow.streams[name];
    const { shards } = stack.streams[name];
    const needed = neededShards(records * bytes);
    if (shards !== undefined && shards < needed)
      found.push(`${name}.shards is ${shards}; ${needed} take this load twice over.`);
  }
  const { provisioned } = stack.predictions;
  const units = provisioned && provisionedUnits(flow.items, provisioned);
  if (units !== undefined && units > provisioned!.mostWrites)
    found.push(
      `predictionCapacity.writes.most is ${provisioned!.mostWrites}; auto-scaling would set ${units}, and an account takes 40,000 a table until its quota is raised.`,
    );
  const { nodeType, shards } = stack.redis;
  const megabytes = (flow.states * stateBytes(stack)) / 1e6;
  const carried = ((GIGABITS[nodeType] ?? Number.POSITIVE_INFINITY) * 1000 * shards) / 8;
  if (megabytes > carried)
    found.push(
      `Redis moves ${Math.round(megabytes)} MB a second each way; ${shards} shards of ${nodeType} carry ${Math.round(carried)} for long.`,
    );
  found.push(...budgetDoubt(stack, load));
  const domain = stack.search?.domain;
  const needed = searchStorageGib(stack, load);
  if (domain !== undefined && needed > domain.instances * domain.volumeGib)
    found.push(
      `The OpenSearch domain has ${domain.instances * domain.volumeGib} GiB; ${stack.search!.keepDays} days of this load need some ${Math.ceil(needed)} by AWS's rule: keep fewer days, or take more storage.`,
    );
  return found;
}

/** A message that comes every month is read by nobody. */
function budgetDoubt(stack: PricedStack, load: Load): string[] {
  const monthly = total(monthlyCost(stack, load));
  const { monthlyBudget } = stack;
  return monthlyBudget === undefined || monthly <= monthlyBudget
    ? []
    : [
        `alarms.monthlyBudget is ${monthlyBudget} dollars, and a month of this load costs ${Math.round(monthly)}: the budget's message would come every month.`,
      ];
}
