import { predictionOf } from "../services/model.ts";
import type { Evidence } from "./evidence.ts";
import { isWithoutSession } from "./sessions.ts";

/** One item an event, however often it was scored. */
export function* onePredictionEach({ predictions, ledger, lines }: Evidence): Generator<string> {
  for (const [eventId, items] of predictions) {
    const user = ledger.made.get(eventId)?.user ?? "";
    const log = ledger.users.get(user);
    const lossy = log !== undefined && (log.lost.size > 0 || log.forgotten.has(eventId));
    // A delivery without session state does not know the event time that an earlier delivery was given.
    const passedBy = (lines.get(eventId) ?? []).some(({ event }) => isWithoutSession(event));
    if (items.length > 1 && !lossy && !passedBy) yield `${eventId} has ${items.length} predictions.`;
    for (const item of items)
      if (item.pk?.S !== `user#${user}`) yield `the prediction of ${eventId} stands under ${item.pk?.S}.`;
  }
}

/** The prediction is the model's for this event and not for another one. */
export function* predictionsAreOfTheirEvent({ predictions }: Evidence): Generator<string> {
  for (const [eventId, items] of predictions)
    for (const { prediction } of items)
      if (Number(prediction?.N) !== predictionOf(eventId))
        yield `${eventId} has the prediction ${prediction?.N}, which the model gave to another event.`;
}
