import type { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import { columnSteps } from "../custom-steps.ts";
import type { FailedEventStore } from "../failed.ts";
import type { SearchSink } from "../search.ts";
import type { EventStream } from "../streams.ts";
import { Lambda } from "./lambda.ts";
import { StreamSource } from "./trigger.ts";

interface SearchProps {
  enriched: EventStream;
  search: SearchSink;
  failed: FailedEventStore;
}

/** Enriched → the OpenSearch domain: a copy for people to explore. */
export function searchFunction(
  scope: Construct,
  context: StackContext,
  { enriched, search, failed }: SearchProps,
): Lambda<"search"> {
  const source = new StreamSource("search", enriched, context.environment.triggers.search, failed);
  const { network } = search;
  const lambda = new Lambda(scope, "search", context, {
    description: "Indexes enriched events to be explored",
    ...(network && { place: network.functions }),
    settings: {
      ...failed.settings,
      ...search.settings,
      CUSTOM_COLUMNS: columnSteps(context.environment).join(","),
    },
    may: [...source.may(), ...failed.handOver(), ...search.write()],
  });
  source.drive(lambda, search.ready);
  return lambda;
}
