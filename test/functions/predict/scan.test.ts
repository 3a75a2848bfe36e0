import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parsePredictLine } from "../../../functions/predict/check.ts";
import { scanLine } from "../../../functions/predict/scan.ts";
import { coreOf } from "../../../scripts/bench/enrich.ts";
import { sampleEvents } from "../../../scripts/bench/events.ts";
import { enrichedFields } from "../../../shared/event/enriched.ts";
import type { ScoringEvent } from "../../../shared/features/scoring-event.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { features } from "../../builders/features.ts";

/** What the parser finds of the same attributes; undefined where it finds no event. */
function parsed(line: Uint8Array, scanned: ScoringEvent): object | undefined {
  const checked = parsePredictLine(line);
  if (!checked.ok) return undefined;
  const names = Object.keys(scanned) as (keyof ScoringEvent)[];
  return Object.fromEntries(names.map((name) => [name, checked.event[name]]));
}

test("every line that enrichment writes of the synthetic shoppers is scanned, and says what the parser says", async () => {
  const { plain, world } = sampleEvents(2, Date.parse("2026-03-04T10:00:00Z"));
  const enrich = coreOf(world, Date.parse("2026-03-04T10:00:02Z"));
  let lines = 0;
  for (const batch of plain)
    for (const data of await enrich(batch)) {
      const unpacked = unpackRecord(data);
      for (const entry of unpacked.ok ? unpacked.entries : []) {
        const scanned = scanLine(entry)!;
        expect({ ...scanned }).toEqual(parsed(entry, scanned));
        expect(features(scanned)).toEqual(features(JSON.parse(Buffer.from(entry).toString())));
        lines += 1;
      }
    }
  expect(lines).toBe(1_000);
});

/** What an attribute might hold, of its own kind or not. */
const odd = fc.oneof(
  fc.constantFrom(null, "", " ", "a", 0, -0, -1, 1.5, 5e-324, 1e21, 2 ** 53, true, [], {}, { a: 1 }, [{}]),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

test("what is scanned is valid, and says what the parser says, whatever an attribute holds", () => {
  let scannedLines = 0;
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(enrichedFields)), odd, (name, value) => {
      const event = { ...enrichedEvent({ price: 9.99, hour_of_day: 7 }), [name]: value };
      const line = Buffer.from(JSON.stringify(event));
      const scanned = scanLine(line);
      if (scanned === undefined) return;
      scannedLines += 1;
      expect({ ...scanned }).toEqual(parsed(line, scanned));
    }),
    { numRuns: 1_000 },
  );
  expect(scannedLines).toBeGreaterThan(50);
});

test("an event has the same properties whatever it lacks, so that the features meet one shape of objects", () => {
  const line = (more: object) =>
    Buffer.from(
      JSON.stringify({
        event_id: "e",
        event_name: "n",
        app_id: "a",
        event_time: "2026-03-04T10:00:00.000Z",
        ...more,
      }),
    );
  expect(Object.keys(scanLine(line({}))!)).toEqual(Object.keys(scanLine(line({ price: 5, is_bot: true }))!));
});
