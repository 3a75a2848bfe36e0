import {
  archivedInTheirPartition,
  failedBytesAreOriginal,
  linesAreIdentical,
  replayedRowsAreKept,
} from "./bytes.ts";
import {
  documentsAreProduced,
  enrichedIsArchivedOrFailed,
  enrichedIsPredictedOrFailed,
  goodEventsDoNotFail,
  rawIsEnrichedOrFailed,
} from "./conservation.ts";
import { customFieldsAreThoseOfTheirSteps } from "./custom.ts";
import type { Evidence } from "./evidence.ts";
import { peopleAreThoseOfAPlainModel } from "./people.ts";
import { onePredictionEach, predictionsAreOfTheirEvent } from "./predictions.ts";
import { replayedTwiceIsOnce, replayMendsWhatCanBe } from "./replays.ts";
import {
  appliedInOrder,
  appliedOnce,
  doubtHasAReason,
  figuresAreThoseOfTheFold,
  producedInOrder,
} from "./sessions.ts";
import { valuesAreKept } from "./values.ts";

export { type Evidence, evidenceOf } from "./evidence.ts";

export interface InvariantCheck {
  /** The invariant, as the report names it. */
  name: string;
  /** Sentences about where it does not hold. */
  find(evidence: Evidence): Iterable<string>;
}

export const checks: readonly InvariantCheck[] = [
  {
    name: "no error of the code itself",
    find: ({ errors }) => errors.map((error) => error.stack ?? error.message),
  },
  {
    name: "no function is ended at its timeout",
    find: ({ killed }) =>
      killed > 0 ? [`${killed} invocations outlasted the timeout of their function.`] : [],
  },
  { name: "read = raw ∪ failed(produce)", find: documentsAreProduced },
  { name: "raw = enriched ∪ failed", find: rawIsEnrichedOrFailed },
  { name: "enriched = archived ∪ failed(archive)", find: enrichedIsArchivedOrFailed },
  { name: "enriched = predicted ∪ failed(predict)", find: enrichedIsPredictedOrFailed },
  { name: "good events do not fail", find: goodEventsDoNotFail },
  { name: "replay mends what can be mended", find: replayMendsWhatCanBe },
  { name: "a replay that is run twice is as if run once", find: replayedTwiceIsOnce },
  { name: "one effect an event", find: appliedOnce },
  { name: "order of a user's documents on raw", find: producedInOrder },
  { name: "order of a user", find: appliedInOrder },
  {
    name: "session figures are those of a fold, or say that they may not be",
    find: figuresAreThoseOfTheFold,
  },
  { name: "persons and their sessions are those of a plain model", find: peopleAreThoseOfAPlainModel },
  { name: "a session is in doubt for a reason alone", find: doubtHasAReason },
  { name: "original bytes of failed events", find: failedBytesAreOriginal },
  { name: "a replayed failure keeps its row", find: replayedRowsAreKept },
  { name: "what an event said is on its line", find: valuesAreKept },
  { name: "redelivered lines are identical", find: linesAreIdentical },
  { name: "fields of one's own are those of their steps", find: customFieldsAreThoseOfTheirSteps },
  { name: "archived where queries look", find: archivedInTheirPartition },
  { name: "one prediction an event", find: onePredictionEach },
  { name: "predictions are of their event", find: predictionsAreOfTheirEvent },
];
