import type { Prediction } from "./ports.ts";

/** Predictions in the order of the instances, or why the response cannot be used. */
export type PredictionsReply =
  | { ok: true; predictions: Prediction[]; modelVersion: string | undefined }
  | { ok: false; message: string };

const unusable = (message: string): PredictionsReply => ({ ok: false, message });

/** Reads `{"predictions":[…]}`, matched by position, or by event_id where the predictions carry one. */
export function readPredictions(body: string, eventIds: readonly string[]): PredictionsReply {
  const reply = parsed(body);
  if (reply === undefined) return unusable("the answer is not JSON");
  if (!isObject(reply) || !Array.isArray(reply.predictions))
    return unusable('the answer is no object with a list "predictions"');
  const given: unknown[] = reply.predictions;
  if (given.length !== eventIds.length)
    return unusable(`${given.length} predictions for ${eventIds.length} instances`);
  if (!given.every(isPrediction)) return unusable("a prediction is neither a number nor an object or array");
  const predictions = carriesId(given[0]) ? byEventId(given, eventIds) : given;
  if (predictions === undefined)
    return unusable("the event_ids of the predictions are not those of the instances");
  const modelVersion = typeof reply.model_version === "string" ? reply.model_version : undefined;
  return { ok: true, predictions, modelVersion };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON has no NaN, but it can spell a number that overflows. */
const isPrediction = (value: unknown): value is Prediction =>
  typeof value === "number" ? Number.isFinite(value) : typeof value === "object" && value !== null;

type Identified = Record<string, unknown> & { event_id: string };

const carriesId = (value: unknown): value is Identified =>
  isObject(value) && typeof value.event_id === "string";

/** Two users may use one event_id; then those predictions are taken in their order. */
function byEventId(given: readonly Prediction[], eventIds: readonly string[]): Prediction[] | undefined {
  const places = new Map<string, number[]>();
  for (let place = eventIds.length - 1; place >= 0; place -= 1) {
    const same = places.get(eventIds[place]!);
    if (same) same.push(place);
    else places.set(eventIds[place]!, [place]);
  }
  const predictions = new Array<Prediction>(eventIds.length);
  for (const prediction of given) {
    const place = carriesId(prediction) ? places.get(prediction.event_id)?.pop() : undefined;
    if (place === undefined) return undefined;
    predictions[place] = withoutId(prediction as Identified);
  }
  return predictions;
}

/** `{event_id, prediction: 0.7}` is 0.7; of other shapes everything but the id is the prediction. */
function withoutId({ event_id: _, ...rest }: Identified): Prediction {
  return Object.keys(rest).length === 1 && isPrediction(rest.prediction) ? rest.prediction : rest;
}
