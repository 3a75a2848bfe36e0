import { personOf } from "../../../shared/lane.ts";
import { type DeviceLog, mayForget } from "../ledger.ts";
import { predictionOf } from "../services/model.ts";
import type { Evidence } from "./evidence.ts";
import { isWithoutSession } from "./sessions.ts";

/**
 * One item an event, however often it was scored; perhaps two of one that its user's state had forgotten, and of which
 * the time depends on when it arrived.
 */
export function* onePredictionEach({ predictions, ledger, lines }: Evidence): Generator<string> {
  for (const [eventId, items] of predictions) {
    const user = ledger.made.get(eventId)?.device ?? "";
    const log = ledger.devices.get(user);
    const lossy =
      log !== undefined && (log.lost.size > 0 || log.forgotten.has(eventId) || repeats(log, eventId));
    // A delivery without session state has nothing to tell it the time that an earlier one was given.
    const passedBy = (lines.get(eventId) ?? []).some(({ event }) => isWithoutSession(event));
    if (items.length > 1 && !lossy && !passedBy) yield `${eventId} has ${items.length} predictions.`;
    // Scored in an invocation that died before it emitted, and then given up: there is no line.
    const emitted = lines.get(eventId);
    const persons = new Set((emitted ?? []).map(({ event }) => `person#${personOf(event)}`));
    for (const item of items)
      if (item.device?.S !== user || (emitted !== undefined && !persons.has(item.pk?.S ?? "")))
        yield `the prediction of ${eventId} stands under ${item.pk?.S}.`;
  }
}

const repeats = (log: DeviceLog, eventId: string): boolean =>
  mayForget(log) && log.applied.indexOf(eventId) < log.applied.lastIndexOf(eventId);

/** The prediction is what the model said of this event and not of another one. */
export function* predictionsAreOfTheirEvent({ predictions }: Evidence): Generator<string> {
  for (const [eventId, items] of predictions)
    for (const { prediction } of items)
      if (Number(prediction?.N) !== predictionOf(eventId))
        yield `${eventId} has the prediction ${prediction?.N}, which the model gave to another event.`;
}
