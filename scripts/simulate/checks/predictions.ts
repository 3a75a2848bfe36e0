import { personOf } from "../../../shared/lane.ts";
import type { TableItem } from "../../../shared/table.ts";
import { type DeviceLog, mayForget } from "../ledger.ts";
import type { Scenario } from "../scenario.ts";
import { predictionOf } from "../services/model.ts";
import type { Evidence } from "./evidence.ts";
import { isWithoutSession } from "./sessions.ts";

/**
 * One item an event, however often it was scored; perhaps two of one that its user's state had forgotten, and of which
 * the time depends on when it arrived, and of one that passed an outage without that state.
 */
export function* onePredictionEach({ predictions, ledger, lines, scenario }: Evidence): Generator<string> {
  for (const [eventId, items] of predictions) {
    const user = ledger.made.get(eventId)?.device ?? "";
    const log = ledger.devices.get(user);
    const lossy =
      log !== undefined && (log.lost.size > 0 || log.forgotten.has(eventId) || repeats(log, eventId));
    const emitted = lines.get(eventId);
    const persons = new Set((emitted ?? []).map(({ event }) => `person#${personOf(event)}`));
    const named = new Set((emitted ?? []).map(({ event }) => `person#${event.user_id ?? user}`));
    // Scored without session state, and then its invocation died: under whom the event itself names.
    const diedUnlinked = (item: TableItem): boolean =>
      scoresPassing(scenario) && item.session_id === undefined && named.has(item.pk?.S ?? "");
    // A delivery without session state has nothing to tell it the person and the time that an earlier one was given.
    const passedBy = (emitted ?? []).some(({ event }) => isWithoutSession(event)) || items.some(diedUnlinked);
    if (items.length > 1 && !lossy && !passedBy) yield `${eventId} has ${items.length} predictions.`;
    // Scored in an invocation that died before it emitted, and then given up: there is no line.
    for (const item of items) {
      const isItsOwn = emitted === undefined || persons.has(item.pk?.S ?? "") || diedUnlinked(item);
      if (item.device?.S !== user || !isItsOwn)
        yield `the prediction of ${eventId} stands under ${item.pk?.S}.`;
    }
  }
}

/** Whether events are scored that pass without session state. */
const scoresPassing = ({ scoring, outage }: Scenario): boolean =>
  scoring === "inline" && outage === "degrade";

const repeats = (log: DeviceLog, eventId: string): boolean =>
  mayForget(log) && log.applied.indexOf(eventId) < log.applied.lastIndexOf(eventId);

/** The prediction is what the model said of this event and not of another one. */
export function* predictionsAreOfTheirEvent({ predictions }: Evidence): Generator<string> {
  for (const [eventId, items] of predictions)
    for (const { prediction } of items)
      if (Number(prediction?.N) !== predictionOf(eventId))
        yield `${eventId} has the prediction ${prediction?.N}, which the model gave to another event.`;
}
