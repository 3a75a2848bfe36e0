import type { RawEvent } from "../../../shared/event/raw.ts";
import { parseInstant } from "../../../shared/event/time.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import { type DeviceLog, mayForget } from "../ledger.ts";
import type { Evidence } from "./evidence.ts";
import { isInDoubt, isWithoutSession } from "./sessions.ts";

/** What the model says of an event. */
interface Modelled {
  person: string;
  /** The user whose session it may be in; "" while nobody was known. */
  user: string;
  /** Users who had signed in on the device by then, in their order, each once in a row. */
  links: number;
  /** It happened before the latest of them signed in. */
  isLate: boolean;
}

/**
 * Each event names the person of a model that knows no state, only all that was applied: its user, else the last user of
 * its device. Sessions that the pipeline cuts have one user, or none, and none goes on where another user came in between.
 */
export function* peopleAreThoseOfAPlainModel(evidence: Evidence): Generator<string> {
  const { ledger, lines, scenario } = evidence;
  // A version that knows no persons, and a Redis that forgets them, give other persons.
  if (scenario.rates.deploy !== undefined || scenario.rates["redis-loss"] !== undefined) return;
  for (const [device, log] of ledger.devices) {
    // What was forgotten may have been applied twice, and says so.
    if (mayForget(log) || log.forgotten.size > 0) continue;
    const modelled = modelOf(log, device, eventsOf(evidence, log));
    const sessions = new Map<string, Modelled[]>();
    for (const [eventId, expected] of modelled) {
      for (const { event } of lines.get(eventId) ?? []) {
        if (isWithoutSession(event) || isInDoubt(event)) continue;
        if (event.person_id !== expected.person)
          yield `${eventId} of ${device} was emitted as of person ${event.person_id}, and the model says ${expected.person}.`;
        if (event.enrichment_status?.person !== "ok")
          yield `${eventId} of ${device} says that its person is in doubt, though Redis lost nothing.`;
      }
      const [line] = lines.get(eventId) ?? [];
      if (line === undefined || isWithoutSession(line.event) || isNamed(line.event)) continue;
      // Whom a state knew that was lost, the session behind it does not know.
      if (isInDoubt(line.event)) continue;
      const id = line.event.session_id!;
      sessions.set(id, [...(sessions.get(id) ?? []), expected]);
    }
    for (const [id, members] of sessions) {
      const users = new Set(members.map(({ user }) => user).filter((user) => user !== ""));
      if (users.size > 1) yield `The session ${id} of ${device} has the users ${[...users].join(" and ")}.`;
      const cuts = new Set(members.filter(({ isLate }) => !isLate).map(({ links }) => links));
      cuts.delete(0);
      if (cuts.size > 1)
        yield `The session ${id} of ${device} goes on although another user came in between.`;
    }
  }
}

const isNamed = ({ session_id = "" }: { session_id?: string }): boolean => session_id.startsWith("s-");

function eventsOf({ ledger }: Evidence, { first }: DeviceLog): Map<string, RawEvent> {
  const events = new Map<string, RawEvent>();
  for (const { eventId, text } of ledger.raw) {
    if (eventId === undefined || !first.has(eventId) || events.has(eventId)) continue;
    const validated = validateEvent(JSON.parse(text));
    if (validated.valid) events.set(eventId, validated.event);
  }
  return events;
}

function modelOf(log: DeviceLog, device: string, events: Map<string, RawEvent>): Map<string, Modelled> {
  const modelled = new Map<string, Modelled>();
  let last = { user: "", at: Number.NEGATIVE_INFINITY };
  let signedInAt = Number.NEGATIVE_INFINITY;
  let links = 0;
  for (const [eventId, eventTime] of log.first) {
    const event = events.get(eventId);
    if (event === undefined) continue;
    const at = parseInstant(eventTime);
    const user = event.user_id === device ? undefined : event.user_id;
    if (user !== undefined && at >= last.at) {
      if (user !== last.user) {
        links += 1;
        signedInAt = at;
      }
      last = { user, at };
    }
    const person = event.user_id ?? (last.user === "" ? device : last.user);
    modelled.set(eventId, { person, user: user ?? last.user, links, isLate: at < signedInAt });
  }
  return modelled;
}
