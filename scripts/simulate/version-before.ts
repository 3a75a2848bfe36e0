import type { Enrichment } from "../../functions/enrich/enrichment.ts";
import { lostState } from "../../functions/enrich/session/doubt.ts";
import type { OpenSession } from "../../functions/enrich/session/state.ts";
import type { Added } from "../../functions/enrich/write/memory.ts";
import { FORMAT, type StateForm } from "../../functions/enrich/write/state-form.ts";
import { escaped } from "../../functions/enrich/write/tabbed.ts";
import { VERSION_LENGTH } from "../../shared/redis/facts.ts";

/**
 * Enrichment as the version before format 2: it writes states of format 1, and counts those of format 2 as lost. What
 * it writes is frozen here. It reads its own states by the present version's upgrade. It forgets with the end of the
 * batch that a state was lost, because format 1 has no field for that.
 */
export function versionBefore(present: Enrichment): Enrichment {
  return Object.create(present, { state: { value: formatOne(present) } });
}

function formatOne({ state: present, plain }: Enrichment): StateForm {
  const places = new Map(plain.map(({ name }, at) => [name, at]));
  return {
    memory: present.memory,
    read: (packed, now) =>
      packed.startsWith(FORMAT, VERSION_LENGTH + 1)
        ? lostState(packed.slice(0, VERSION_LENGTH), now)
        : present.read(packed, now),
    write(out, { sessionCount, countDoubtful, sessions, memory }, version) {
      const events = [...(present.memory.readAll(memory.earlier) ?? []), ...memory.added].reverse();
      const header = [sessionCount, events.length, countDoubtful ? 2 : 0, ...sessions.flatMap(sessionOf)];
      const shared = events.map(sharedOf);
      const lines = events.flatMap((event, at) => [
        ...(shared[at] === shared[at - 1] ? [] : [`\t${shared[at]}`]),
        addedText(event, (name) => event.remembered.numbers[places.get(name)!]!),
      ]);
      out.text([version, header.join("\t"), ...lines].join("\n"));
    },
  };
}

const instant = (ms: number): string => new Date(ms).toISOString();
const known = (value: number): string => (Number.isNaN(value) ? "" : String(value));

/** The figures were the same, in the same order. */
const sessionOf = ({ id, named, doubtful, index, startedAt, lastAt, figures }: OpenSession) => [
  escaped(id),
  (named ? 1 : 0) | (doubtful ? 2 : 0),
  index,
  instant(startedAt),
  lastAt - startedAt,
  ...figures.slice(0, 6).map(known),
];

/** The look-ups were geo and zip, with the same fields in the same order. */
const sharedOf = ({ remembered: { session, found, outcome } }: Added): string =>
  [
    escaped(session.id),
    session.index,
    instant(session.startedAt),
    ...found.slice(0, 2).map(({ text }) => text),
    outcome.text,
  ].join("\t");

function addedText({ eventId }: Added, value: (name: string) => number): string {
  const eventTime = value("event_time");
  const figures = [
    "session_page_views",
    "session_product_views",
    "session_add_to_carts",
    "session_purchases",
    "session_cart_value",
  ];
  return [
    escaped(eventId),
    instant(eventTime),
    value("processed_at") - eventTime,
    ...["hour_of_day", "day_of_week", "is_late", "session_event_index", "session_duration_ms"].map(value),
    ...figures.map((name) => known(value(name))),
    known(Math.round(value("seconds_since_last_event") * 1000)),
  ].join("\t");
}
