import { formatUtc } from "../event/time.ts";
import { featureVersion } from "../features/features.ts";
import { deviceOf, personOf } from "../lane.ts";
import { ITEM_LEVELS, MAX_NUMBER, MIN_NUMBER } from "../limits.ts";
import type { TableAttribute, TableItem, WrittenItem } from "../table.ts";
import type { Prediction, Scored } from "./ports.ts";

const DAY_S = 86_400;

/**
 * The item of a scored event, written here: the document client needs more processor time. The sort key holds the
 * event_id, so scoring an event again writes the same item.
 * @param predictedAt epoch ms
 */
export function predictionItem(scored: Scored, predictedAt: number, ttlDays: number): WrittenItem {
  const { event, prediction, modelVersion, itemFeatures } = scored;
  const [pk, sk] = [`person#${personOf(event)}`, sortKey(scored)];
  const item: TableItem = {
    pk: { S: pk },
    sk: { S: sk },
    event_id: { S: event.event_id },
    event_time: { S: event.event_time },
    prediction: predictionValue(prediction),
    model_version: { S: modelVersion },
    feature_version: { S: featureVersion },
    device: { S: deviceOf(event) },
    predicted_at: { S: formatUtc(predictedAt) },
    expires_at: { N: String(Math.floor(predictedAt / 1000) + ttlDays * DAY_S) },
  };
  if (event.session_id !== undefined) item.session_id = { S: event.session_id };
  const others = JSON.stringify(item).slice(0, -1);
  return { key: [pk, sk], json: `${others},"features":{"M":{${itemFeatures}}}}` };
}

/** Orders a person's items by time; `event_time` is UTC text of fixed width. */
const sortKey = ({ event }: Scored): string => `${event.event_time}#${event.event_id}`;

/** Of each person's events the latest, in the order in which the persons first appear. */
export function latestPerPerson(scored: readonly Scored[]): Scored[] {
  const latest = new Map<string, Scored>();
  for (const each of scored) {
    const person = personOf(each.event);
    const known = latest.get(person);
    if (known === undefined || sortKey(each) > sortKey(known)) latest.set(person, each);
  }
  return [...latest.values()];
}

/** A number where the table can hold it; a smaller one, as every prediction that is no number, is its JSON text. */
function predictionValue(prediction: Prediction): TableAttribute {
  const isNumber = typeof prediction === "number" && (prediction === 0 || Math.abs(prediction) >= MIN_NUMBER);
  return isNumber ? { N: String(prediction) } : { S: JSON.stringify(prediction) };
}

/**
 * Why a prediction is not stored; undefined when it is. The text of an object could hold more levels, but nobody could
 * make it a map of the table then, and it need not be possible to write or to read it at all.
 */
export function whyNotStored(prediction: Prediction): string | undefined {
  if (typeof prediction === "number")
    return Math.abs(prediction) < MAX_NUMBER
      ? undefined
      : `${prediction} is no number that the table can hold: those are below ${MAX_NUMBER}`;
  return hasLevels(prediction, ITEM_LEVELS + 1)
    ? `lists and objects more than ${ITEM_LEVELS} levels deep`
    : undefined;
}

/** Whether so many lists and objects stand within each other. */
function hasLevels(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 1) return true;
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => hasLevels(member, levels - 1));
}
