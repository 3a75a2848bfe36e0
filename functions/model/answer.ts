import type { Coefficients } from "./coefficients.ts";
import { type Propensity, propensityBy } from "./propensity.ts";

/** A model that responds. */
export interface ServedModel {
  version: string;
  propensity: Propensity;
}

export const servedModel = (coefficients: Coefficients): ServedModel => ({
  version: coefficients.version,
  propensity: propensityBy(coefficients),
});

export interface ModelAnswer {
  status: number;
  body: string;
}

/** The response to a predict request's body, in the protocol of TensorFlow-Serving and KServe v1. */
export function answerOf(body: string, model: ServedModel): ModelAnswer {
  const list = instancesOf(body);
  if (!Array.isArray(list)) return modelRefusal(400, 'the body is no JSON object with a list "instances"');
  const predictions: number[] = [];
  for (const [index, instance] of list.entries()) {
    const scored = model.propensity(instance);
    if (!scored.ok) return modelRefusal(400, `instance ${index}: ${scored.message}`);
    predictions.push(scored.probability);
  }
  return { status: 200, body: JSON.stringify({ predictions, model_version: model.version }) };
}

export const modelRefusal = (status: number, error: string): ModelAnswer => ({
  status,
  body: JSON.stringify({ error }),
});

/** Undefined where there is no such member. Features are numbers, so there is no digit that a double would lose. */
function instancesOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { instances?: unknown } | null)?.instances;
  } catch {
    // A body that is no JSON is the caller's mistake, and the response says so.
    return undefined;
  }
}
