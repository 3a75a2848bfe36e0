import { isObject } from "../json/exact.ts";
import type { Prediction } from "./ports.ts";

/** PredictionsReply in the order of the instances, undefined where the model has none; or why the response cannot be used. */
export type PredictionsReply =
  | { ok: true; predictions: (Prediction | undefined)[]; modelVersion: string | undefined }
  | { ok: false; message: string };

export const NO_PREDICTION = "the model gave null, or a number that is not finite";

const unusable = (message: string): PredictionsReply => ({ ok: false, message });

/** Reads `{"predictions":[…]}`, matched by position, or by event_id where the predictions carry one. */
export function readPredictions(body: string, eventIds: readonly string[]): PredictionsReply {
  const response = parsed(body);
  if (response === undefined) return unusable("the response is not JSON");
  if (!isObject(response) || !Array.isArray(response.predictions))
    return unusable('the response is no object with a list "predictions"');
  const given: unknown[] = response.predictions;
  if (given.length !== eventIds.length)
    return unusable(`${given.length} predictions for ${eventIds.length} instances`);
  if (!given.every(isOfKind)) return unusable("a prediction is neither a number nor an object or array");
  const predictions = given.some(carriesId) ? byEventId(given, eventIds) : given;
  if (predictions === undefined)
    return unusable("the event_ids of the predictions are not those of the instances");
  const modelVersion = typeof response.model_version === "string" ? response.model_version : undefined;
  return { ok: true, predictions: predictions.map(usable), modelVersion };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const readable = withoutNaN(body);
    return readable === body ? undefined : parsed(readable);
  }
}

const STRING_OR_NAN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

/** Python and TensorFlow Serving write numbers that are not finite by name, which is no JSON; one that overflows is. */
const withoutNaN = (body: string): string =>
  /NaN|Infinity/.test(body)
    ? body.replace(STRING_OR_NAN, (text) => (text.startsWith('"') ? text : "1e999"))
    : body;

/** null stands for a number that is not finite: it is of the kind, though no prediction. */
const isOfKind = (value: unknown): value is Prediction | null =>
  typeof value === "number" || typeof value === "object";

/** JSON can spell a number that overflows. Within an object, too, it would be stored as null. */
const usable = (value: Prediction | null): Prediction | undefined =>
  value === null || !allFinite(value, 0) ? undefined : value;

/** Deeper than any prediction that is stored, so that this ends on whatever a model sends. */
const MAX_DEPTH = 64;

function allFinite(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null || depth === MAX_DEPTH) return true;
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.every((member) => allFinite(member, depth + 1));
}

type Identified = Record<string, unknown> & { event_id: string };

const carriesId = (value: unknown): value is Identified =>
  isObject(value) && typeof value.event_id === "string";

/** Two users may use one event_id; then those predictions are taken in their order. */
function byEventId(
  given: readonly (Prediction | null)[],
  eventIds: readonly string[],
): (Prediction | null)[] | undefined {
  const places = new Map<string, number[]>();
  for (let place = eventIds.length - 1; place >= 0; place -= 1) {
    const same = places.get(eventIds[place]!);
    if (same) same.push(place);
    else places.set(eventIds[place]!, [place]);
  }
  const predictions = new Array<Prediction | null>(eventIds.length);
  for (const prediction of given) {
    const place = carriesId(prediction) ? places.get(prediction.event_id)?.pop() : undefined;
    if (place === undefined) return undefined;
    predictions[place] = withoutId(prediction as Identified);
  }
  return predictions;
}

/** `{event_id, prediction: 0.7}` is 0.7; of other shapes everything but the id is the prediction. */
function withoutId({ event_id: _, ...rest }: Identified): Prediction | null {
  return Object.keys(rest).length === 1 && isOfKind(rest.prediction) ? rest.prediction : rest;
}
