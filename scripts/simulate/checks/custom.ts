import { areaNameOf, pageNumberOf, simulatedSteps } from "../custom-steps.ts";
import type { Evidence } from "./evidence.ts";

type Event = Record<string, unknown> & { enrichment_status?: Record<string, string> };

const fields = simulatedSteps.flatMap((step) => Object.keys(step.fields));

/**
 * What steps of one's own gave an event is what their functions say of it; one that throws says so. An event that was
 * enriched while none was in force has nothing of them, and in a simulation with no deployment there are all or none.
 */
export function* customFieldsAreThoseOfTheirSteps({ lines, scenario }: Evidence): Generator<string> {
  const isOneOnly = scenario.rates.deploy === undefined;
  for (const [eventId, all] of lines) {
    for (const { event } of all) {
      const given = event as unknown as Event;
      const inForce = "way_ms" in given;
      if (isOneOnly && inForce !== scenario.customSteps)
        yield `${eventId} was enriched ${inForce ? "by" : "without"} steps of one's own.`;
      for (const field of fields)
        if (!isRight(field, given, inForce))
          yield `${eventId} has ${JSON.stringify(given[field])} as ${field}.`;
    }
  }
}

function isRight(field: string, event: Event, inForce: boolean): boolean {
  const value = event[field];
  const status = event.enrichment_status ?? {};
  if (!inForce) return value === undefined && !simulatedSteps.some(({ name }) => status[name] !== undefined);
  switch (field) {
    case "page_number":
      return isPageNumber(value, status.page_number, event.page_url);
    case "area_name":
      return value === (isFound(status.area) ? areaNameOf(String(event.zip_code)) : undefined);
    case "area_load":
      return isFound(status.area) === Number.isInteger(value);
    case "way_parity":
      return value === Date.parse(String(event.processed_at)) % 2;
    default:
      return Number.isInteger(value) && Number(value) >= 0;
  }
}

const isFound = (status: string | undefined): boolean => status === "ok" || status === "stale";

function isPageNumber(value: unknown, status: string | undefined, url: unknown): boolean {
  if (typeof url !== "string") return value === undefined && status === undefined;
  try {
    return value === pageNumberOf(url) && status === undefined;
  } catch {
    // The step throws on this page, too: then the event has to say so.
    return value === undefined && status === "error";
  }
}
