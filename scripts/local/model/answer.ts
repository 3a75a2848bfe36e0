import type { FaultState } from "./faults.ts";
import type { Propensity } from "./propensity.ts";

export interface ModelAnswer {
  status: number;
  body: string;
}

/** What the service says to the body of a predict request, in the TensorFlow-Serving and KServe v1 protocol. */
export function answerOf(
  body: string,
  model: { propensity: Propensity; version: string },
  faults: FaultState,
): ModelAnswer & { instances: number } {
  const request = parsed(body);
  const list = request?.instances;
  if (!Array.isArray(list))
    return { ...refusal('the body is no JSON object with a list "instances"'), instances: 0 };
  const instances = list.length;
  const predictions: number[] = [];
  for (const [index, instance] of list.entries()) {
    const answered = model.propensity(instance);
    if (!answered.ok) return { ...refusal(`instance ${index}: ${answered.message}`), instances };
    if (faults.rejects && faults.isPoison(instance))
      return { ...refusal(`instance ${index} is refused`), instances };
    predictions.push(answered.probability);
  }
  return { status: 200, body: render(predictions, model.version, faults), instances };
}

function render(predictions: number[], version: string, faults: FaultState): string {
  const wrong = faults.wrong();
  if (wrong === "malformed") return '{"predictions":[0.1,';
  if (wrong === "short") predictions.pop();
  if (wrong === "long") predictions.push(0.5);
  return JSON.stringify({ predictions, model_version: version });
}

const refusal = (error: string): ModelAnswer => ({ status: 400, body: JSON.stringify({ error }) });

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A body that is no JSON is the caller's mistake, and the response says so.
    return undefined;
  }
}
