import type { ModelAnswer } from "../../../functions/model/answer.ts";
import { modelRefusal } from "../../../functions/model/answer.ts";
import type { FaultState } from "./faults.ts";

interface Predictions {
  predictions: unknown[];
}

/** What a service with these faults makes of an answer, before or after it is given. */
export async function faultyAnswer(
  body: string,
  faults: FaultState,
  answer: (body: string) => Promise<ModelAnswer>,
): Promise<ModelAnswer> {
  if (faults.rejects) {
    const poison = instancesOf(body).findIndex((instance) => faults.isPoison(instance));
    if (poison >= 0) return modelRefusal(400, `instance ${poison} is refused`);
  }
  const given = await answer(body);
  const wrong = given.status === 200 ? faults.wrong() : undefined;
  if (wrong === undefined) return given;
  if (wrong === "malformed") return { ...given, body: '{"predictions":[0.1,' };
  const said = JSON.parse(given.body) as Predictions;
  const predictions = wrong === "short" ? said.predictions.slice(0, -1) : [...said.predictions, 0.5];
  return { ...given, body: JSON.stringify({ ...said, predictions }) };
}

/** How many instances were scored. */
export const scoredIn = ({ status, body }: ModelAnswer): number =>
  status === 200 ? (JSON.parse(body) as Predictions).predictions.length : 0;

function instancesOf(body: string): Record<string, unknown>[] {
  try {
    return (JSON.parse(body) as { instances?: Record<string, unknown>[] }).instances ?? [];
  } catch {
    // The service itself says that it is no JSON.
    return [];
  }
}
