import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { GlueColumn } from "../columns/glue.ts";
import { formatUtc } from "../event/time.ts";
import type { ObjectStore } from "../failure/ports.ts";
import { featureNames, featureVersion } from "../features/features.ts";
import type { ScoringEvent } from "../features/scoring-event.ts";
import type { Scored } from "./ports.ts";

/** Below the bucket of the archive, a folder a day. */
export const PREDICTIONS_PREFIX = "predictions/";

/** A prediction as SQL sees it: of an event by its id, and with nothing that says whose it was. */
const columns = {
  event_id: { type: "string", comment: "Of the event that was scored" },
  event_time: { type: "timestamp", comment: "When that happened" },
  prediction: { type: "double", comment: "The score, where it is a number" },
  prediction_json: { type: "string", comment: "The prediction as JSON, where it is something else" },
  model_version: { type: "string", comment: "Version that the model gave" },
  feature_version: { type: "string", comment: "Version of the features" },
  features: {
    type: "map<string,string>",
    comment: "What the model was given; features that are 0 are left out",
  },
  predicted_at: { type: "timestamp", comment: "When the model answered" },
} as const;

/** Columns of the table `predictions`, whose rows are JSON read by the OpenX SerDe. */
export const predictionColumns: GlueColumn[] = Object.entries(columns).map(([name, column]) => ({
  name,
  ...column,
}));

/** Where predictions are put beside their table. */
export interface PredictionArchive {
  /** Throws when they are not put: their batch is tried again, and writes the same items. */
  put(scored: readonly Scored[], deadline: number): Promise<void>;
}

/**
 * Objects of gzipped lines, one for each day of the events: what is scored again has several rows, of which the latest
 * counts.
 */
export const predictionArchive = (store: Pick<ObjectStore, "put">): PredictionArchive => ({
  async put(scored, deadline) {
    const byDay = Map.groupBy(scored, ({ event }) => dayOfEvent(event));
    await Promise.all(
      [...byDay].map(([day, of]) => {
        const lines = of.map((each) => `${JSON.stringify(predictionRow(each))}\n`).join("");
        const name = createHash("sha256").update(lines).digest("hex").slice(0, 32);
        const options = { contentType: "application/x-ndjson", contentEncoding: "gzip", deadline };
        return store.put(`${PREDICTIONS_PREFIX}dt=${day}/${name}.ndjson.gz`, gzipSync(lines), options);
      }),
    );
  },
});

/** `event_time` is UTC text of fixed width. */
const dayOfEvent = ({ event_time }: ScoringEvent): string => event_time.slice(0, 10);

function predictionRow({ event, prediction, modelVersion, features, scoredAt }: Scored) {
  const given = featureNames.flatMap((name, index) =>
    features[index] === 0 ? [] : [[name, String(features[index])]],
  );
  return {
    event_id: event.event_id,
    event_time: event.event_time,
    ...(typeof prediction === "number" ? { prediction } : { prediction_json: JSON.stringify(prediction) }),
    model_version: modelVersion,
    feature_version: featureVersion,
    features: Object.fromEntries(given),
    predicted_at: formatUtc(scoredAt),
  } satisfies Partial<Record<keyof typeof columns, unknown>>;
}
