import type { DynamoItem, DynamoTable } from "../aws/contract.ts";
import type { StoredPrediction } from "../run/live.ts";

/** A prediction with what it was made of. */
export interface ShownPrediction {
  person: string;
  event_id: string;
  event_time: string;
  prediction: string;
  model_version: string;
  feature_version: string;
  features: Record<string, string>;
  /** When it was stored, epoch ms. */
  at: number;
}

/** The prediction as it stands in its table; undefined where it is gone. */
export function shownPrediction(
  { pk, sk, at }: StoredPrediction,
  table: Pick<DynamoTable, "get">,
): ShownPrediction | undefined {
  const item = table.get({ partition: pk, sort: sk });
  if (item === undefined) return undefined;
  const features = (item.features?.M ?? {}) as DynamoItem;
  return {
    person: pk.replace(/^person#/, ""),
    event_id: attributeText(item, "event_id"),
    event_time: attributeText(item, "event_time"),
    prediction: attributeText(item, "prediction"),
    model_version: attributeText(item, "model_version"),
    feature_version: attributeText(item, "feature_version"),
    features: Object.fromEntries(Object.keys(features).map((name) => [name, attributeText(features, name)])),
    at,
  };
}

/** Texts and numbers as they are, anything else as DynamoDB's JSON. */
function attributeText(item: DynamoItem, name: string): string {
  const value = item[name];
  if (value === undefined) return "";
  const plain = value.S ?? value.N ?? value.BOOL;
  return plain === undefined ? JSON.stringify(value) : String(plain);
}
