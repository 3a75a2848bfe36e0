import { flowOf } from "./flow.ts";
import { SECONDS_A_MONTH } from "./prices.ts";
import type { Load, PricedStack, Term } from "./stack.ts";
import { functionTerms } from "./terms/functions.ts";
import { domainTerm } from "./terms/search.ts";
import { archiveTerm, curatingTerm, cursorsTerm, deliveryTerm, predictionTerms } from "./terms/stores.ts";
import { streamTerm } from "./terms/streams.ts";
import {
  logsTerm,
  networkTerm,
  redisTerm,
  redisTrafficTerm,
  tracingTerm,
  watchTerm,
} from "./terms/surroundings.ts";

/**
 * What a month of a steady load costs in a stack, once its stores are as full as they get. Without what is outside of it:
 * the model, Elasticsearch, queries, and failed events, of which there should be few.
 */
export function monthlyCost(stack: PricedStack, load: Load): Term[] {
  const flow = flowOf(stack, load);
  const terms = [
    streamTerm("raw", stack.streams.raw, flow.streams.raw),
    streamTerm("enriched", stack.streams.enriched, flow.streams.enriched),
    ...functionTerms(stack, flow),
    cursorsTerm(stack, load),
    deliveryTerm(stack, flow, load),
    archiveTerm(stack, load),
    curatingTerm(stack, load),
    ...predictionTerms(stack, flow, load),
    domainTerm(stack),
    redisTerm(stack),
    redisTrafficTerm(stack, flow),
    networkTerm(stack, flow),
    logsTerm(stack, flow),
    tracingTerm(stack, flow),
    watchTerm(stack),
  ];
  return terms.filter((term) => term !== undefined);
}

export const total = (terms: readonly Term[]): number => terms.reduce((sum, { monthly }) => sum + monthly, 0);

/** Dollars a million events. */
export const perMillion = (dollars: number, { eventsPerSecond }: Load): number =>
  dollars / ((eventsPerSecond * SECONDS_A_MONTH) / 1e6);
