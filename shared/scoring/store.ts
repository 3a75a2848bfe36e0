import type { FieldError, ReasonName } from "../failure/failed-event.ts";
import type { ScoringEvent } from "../features/scoring-event.ts";
import type { SettingChoice } from "../settings/choices.ts";
import type { TableSink } from "../table.ts";
import type { PredictionArchive } from "./archived.ts";
import { latestPerPerson } from "./items.ts";
import type { Rejected, Scored, Scorer } from "./ports.ts";
import { Storing, type Unstored } from "./storing.ts";

export interface StorePorts {
  scorer: Scorer;
  table: TableSink;
  /** Absent where predictions are kept in the table alone. */
  archive?: PredictionArchive;
  meters: { stored(stored: StoredScores): void };
}

export interface StorePolicy {
  /** One item for each event, or one for each user and batch: that of the user's latest event. */
  writes: SettingChoice<"predictionWrites">;
  ttlDays: number;
  /** Time after reading within which an event should be scored, ms; later ones are counted as late. */
  budget: number;
}

/** An event that can have no prediction; it is filed under stage `predict`. */
export interface PredictFailure {
  event: ScoringEvent;
  reason: Extract<ReasonName, "model_rejected" | "oversize" | "schema_violation" | "unpublishable">;
  errors: FieldError[];
}

/** Every event is predicted, failed or to be tried again. */
export interface StoredScores {
  failures: PredictFailure[];
  /** Events without a stored prediction for a temporary cause. */
  retry: ScoringEvent[];
  /** Why, for the message to a person; undefined when nothing is to be tried again. */
  retryCause: string | undefined;
  figures: { predicted: number; late: number; items: number; unwritten: number };
}

/**
 * Scores the events and stores their predictions. Events have distinct (user, event_id). Times in epoch ms; it
 * returns by the deadline. What was scored is written even if the rest was not: a redelivery writes the same items.
 */
export async function scoreAndStore(
  events: readonly ScoringEvent[],
  { readAt, deadline }: { readAt: number; deadline: number },
  { scorer, table, archive, meters }: StorePorts,
  policy: StorePolicy,
): Promise<StoredScores> {
  const storing = new Storing(table, policy.ttlDays, deadline);
  const count = { scored: 0, late: 0 };
  const held: Scored[] = [];
  const all: Scored[] = [];
  const take = (scored: readonly Scored[]) => {
    count.scored += scored.length;
    count.late += scored.filter(({ scoredAt }) => scoredAt > readAt + policy.budget).length;
    if (archive !== undefined) all.push(...scored);
    if (policy.writes === "every_event") storing.add(scored);
    else held.push(...scored);
  };

  const scoring = scorer.score(events, { readAt, deadline: scoredBy(readAt, deadline) }, take);
  // The error of a model that cannot be used is thrown only after all scored items are written.
  await scoring.catch(() => {});
  storing.add(latestPerPerson(held));
  const unstored = await storing.finish();
  if (archive !== undefined) await archiveStored(archive, all, unstored, deadline);
  const { rejected, unscored, lastError } = await scoring;

  const waiting = unstored.filter(({ retriable }) => retriable);
  const refused = unstored.filter(({ retriable }) => !retriable);
  const stored: StoredScores = {
    failures: [
      ...rejected.map(rejection),
      ...refused.map((each) => ({ event: each.event, ...refusal(each) })),
    ],
    retry: [...unscored, ...waiting.map(({ event }) => event)],
    retryCause: unscored.length > 0 ? (lastError ?? "the time for scoring was used up") : waiting[0]?.message,
    figures: {
      predicted: count.scored - unstored.length,
      late: count.late,
      items: storing.added - unstored.length,
      unwritten: unstored.length,
    },
  };
  meters.stored(stored);
  return stored;
}

/** Time that is left to store what was scored, ms, and the share of all of it where that is short. */
const STORING_MS = 5_000;
const STORING_SHARE = 0.25;

/**
 * When scoring ends. By a slow model it would take all the time: nothing could be stored, the batch would be given again,
 * and end in the same way for as long as the model is slow.
 */
const scoredBy = (readAt: number, deadline: number): number =>
  deadline - Math.min(STORING_MS, Math.max(0, deadline - readAt) * STORING_SHARE);

/** Every event that was scored, also where the table keeps the latest of a person alone. */
async function archiveStored(
  archive: PredictionArchive,
  scored: readonly Scored[],
  unstored: readonly Unstored[],
  deadline: number,
): Promise<void> {
  const without = new Set(unstored.map(({ event }) => event));
  const stored = scored.filter(({ event }) => !without.has(event));
  if (stored.length > 0) await archive.put(stored, deadline);
}

const rejection = ({ event, status, message }: Rejected): PredictFailure => ({
  event,
  reason: "model_rejected",
  errors: [{ path: "", expected: "features that the model takes", actual: `status ${status}`, message }],
});

/** What follows from the event or its prediction is theirs; for anything else the table may be the cause. */
const reasonOf: Record<string, PredictFailure["reason"]> = {
  PredictionNotStorable: "model_rejected",
  ItemTooLarge: "oversize",
  InvalidKey: "schema_violation",
};

function refusal({ code, message }: Unstored): Omit<PredictFailure, "event"> {
  const reason = reasonOf[code] ?? "unpublishable";
  return { reason, errors: [{ path: "", expected: "an item that the table takes", actual: code, message }] };
}
