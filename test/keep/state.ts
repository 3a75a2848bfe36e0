import { layoutName, PRESENT_FORMAT, stateLayoutOf } from "../../functions/enrich/write/layouts.ts";
import { decodeRates, encodeRates } from "../../shared/redis/look-up/rates.ts";
import { enrichment } from "../builders/enrichment.ts";
import { memoryFacts } from "../builders/memory-facts.ts";
import { enrichBy } from "../functions/enrich/enriching.ts";
import { readableState } from "../functions/enrich/write/readable-state.ts";

const NOW = Date.parse("2026-03-04T10:06:01.500Z");

const facts = () =>
  memoryFacts({
    places: new Map([
      [
        "198.18.0.1",
        {
          country: "US",
          region: "NY",
          city: "New York",
          latitude: 40.7,
          longitude: -74,
          timezone: "America/New_York",
        },
      ],
    ]),
    areas: new Map([["10001", { state: "NY", population: 21102, median_income: 106509.5 }]]),
    rates: new Map([["USD", decodeRates(Buffer.from(encodeRates({ fixed: 0.9 })))]]),
  });

/** A state as a file keeps it, with the layout that it is in. */
export interface KeptState {
  /** What its files are called, without their ends. */
  file: string;
  layout: ReturnType<typeof stateLayoutOf>;
  /** What Redis holds. */
  text: string;
  /** What is read of it: the state, and for each event what it came as and the line that it got. */
  says: object;
}

/** The state that the present code leaves of one device's events, all in one batch. */
export async function presentState(events: readonly string[]): Promise<KeptState> {
  const known = facts();
  const { lines } = await enrichBy({ facts: known, now: NOW }, ...events.map((line) => Buffer.from(line)));
  const [text, another] = known.states.values();
  if (text === undefined || another !== undefined || lines.length !== events.length)
    throw new Error("The events are not those of one device, or one of them is none.");
  const layout = stateLayoutOf(enrichment.plain, [...enrichment.lookUps, enrichment.touches]);
  return {
    file: `format-${PRESENT_FORMAT}-${layoutName(layout)}`,
    layout,
    text,
    says: {
      state: readableState(enrichment.state.read(text, 0)),
      events: lines.map((line, at) => ({ raw: JSON.parse(events[at]!), line: JSON.parse(line) })),
    },
  };
}
