import { mergedUnder } from "./canonical.ts";
import type { RawEvent } from "./raw.ts";
import { READING, RECEIVED_AT_FROM, timesAhead, type WayTimes } from "./receipt.ts";
import { formatUtc, parseInstant } from "./time.ts";
import type { Validated } from "./validate.ts";

/**
 * A valid event that is held to its receipt: an instant that is more than a day ahead of it does not fit its attribute, as
 * though it were none at all.
 * @param arrived when the raw stream took the event, epoch ms; the present where it has not yet
 */
export function heldToReceipt(validated: Validated, arrived: number): Validated {
  if (!validated.valid) return validated;
  const { event } = validated;
  const times = timesOf(event, arrived);
  const ahead = timesAhead(times);
  if (ahead.length === 0) return validated;
  const receipt = ahead.includes("received_at") ? arrived : (times.received ?? arrived);
  if (ahead.includes("client_created_at")) return refused(event, receipt);
  const kept = { ...event };
  for (const name of ahead) delete (kept as Partial<RawEvent>)[name];
  const moved = ahead.map((name): [string, unknown] => [name, event[name]]);
  const marks = {
    ...validated.marks,
    ...Object.fromEntries(ahead.map((name) => [name, "invalid" as const])),
  };
  kept.properties = mergedUnder(event.properties, moved);
  return { valid: true, event: kept, stored: false, marks };
}

function timesOf(event: RawEvent, arrived: number): WayTimes {
  const { client_created_at, client_sent_at, received_at, metadata } = event;
  return {
    created: parseInstant(client_created_at),
    sent: client_sent_at === undefined ? undefined : parseInstant(client_sent_at),
    received: received_at === undefined ? undefined : parseInstant(received_at),
    arrived,
    receiptKnown: metadata?.[RECEIVED_AT_FROM] !== READING,
  };
}

function refused({ client_created_at }: RawEvent, receipt: number): Validated {
  const expected = `at most a day after the event was received, ${formatUtc(receipt)}`;
  const actual = formatUtc(parseInstant(client_created_at));
  const message = "lies more than a day after the event was received, so that nobody knows when it happened";
  return { valid: false, errors: [{ path: "/client_created_at", expected, actual, message }] };
}
