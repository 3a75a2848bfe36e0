import type { RawEvent } from "../../shared/event/raw.ts";
import type { ReasonName } from "../../shared/failure/failed-event.ts";
import { deviceOf } from "../../shared/lane.ts";
import type { Random } from "./random.ts";
import type { SyntheticEvent } from "./synthetic-event.ts";

export type BadKinds = "documents" | "bytes";

/**
 * What is wrong with an event that still is a JSON object, with an attribute that every event must have: any other costs
 * itself alone. All but one keep the event's identity.
 */
const violations: Record<string, (event: RawEvent) => Record<string, unknown>> = {
  "name of the wrong type": (event) => ({ ...event, event_name: [event.event_name] }),
  "app as an object": (event) => ({ ...event, app_id: { name: event.app_id } }),
  "user as an object": ({ user_id: _user, anonymous_id: device, ...rest }) => ({
    ...rest,
    user_id: { id: device },
  }),
  "time that is none": (event) => ({ ...event, client_created_at: "yesterday at noon" }),
  "day that does not exist": (event) => ({ ...event, client_created_at: "2026-02-30T12:00:00.000Z" }),
  "name missing": ({ event_name: _dropped, ...rest }) => rest,
  "app empty": (event) => ({ ...event, app_id: "" }),
  "name too long": (event) => ({ ...event, event_name: event.event_name.repeat(40) }),
  "app of half an emoji": (event) => ({ ...event, app_id: "\ud83d" }),
  "no user": ({ user_id: _user, anonymous_id: _device, ...rest }) => rest,
};

/** Only on a stream: an index gives a document without an id one of its own. */
const emptyId = (event: RawEvent) => ({ ...event, event_id: "" });

type Spoiled = readonly [kind: string, reason: ReasonName, (event: RawEvent, random: Random) => string];

const asText = (make: (event: RawEvent) => unknown) => (event: RawEvent) => JSON.stringify(make(event));

const documents: readonly Spoiled[] = Object.entries(violations).map(
  ([kind, make]): Spoiled => [kind, "schema_violation", asText(make)],
);

/** None of them holds a line end, so that each is one record of a pack. */
const bytes: readonly Spoiled[] = [
  ...documents,
  ["id empty", "schema_violation", asText(emptyId)],
  ["array", "not_an_object", asText((event) => [event])],
  ["number", "not_an_object", (_, random) => String(random.between(100_000_000, 999_999_999))],
  ["string", "not_an_object", asText(({ event_id }) => `ping ${event_id}`)],
  [
    "truncated",
    "not_json",
    (event, random) => {
      const text = JSON.stringify(event);
      return text.slice(0, random.between(text.length >> 1, text.length - 1));
    },
  ],
  [
    "access log line",
    "not_json",
    ({ event_id, received_at }) =>
      `198.18.0.9 - - [${received_at}] "GET /pixel?id=${event_id} HTTP/1.1" 204 0`,
  ],
  ["error page", "not_json", ({ event_id }) => `<html><body>502 Bad Gateway ${event_id}</body></html>`],
];

const byKinds: Record<BadKinds, readonly Spoiled[]> = { documents, bytes };

/** The event, malformed in one of the ways of `kinds`. */
export function spoil(event: RawEvent, kinds: BadKinds, random: Random): SyntheticEvent {
  const [kind, reason, make] = random.pick(byKinds[kinds]);
  const stage = reason === "schema_violation" ? "validate" : "decode";
  const text = make(event, random);
  const isTold = reason === "schema_violation" && kind !== "no user" && kind !== "user as an object";
  const device = isTold ? deviceOf(event) : "";
  return { text, device, bad: { kind, stage, reason } };
}
