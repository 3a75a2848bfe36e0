import type { DoctorStage, Finding } from "./examine.ts";

/** Names that a person looks for in AWS's console. */
export interface DoctorPlace {
  /** `clickstream-dev` */
  stack: string;
  /** Whether enrichment scores, too. */
  scoringInline: boolean;
}

/** The function that brings an event to a stage. */
export function workerOf(stage: Exclude<DoctorStage, "raw">, { stack, scoringInline }: DoctorPlace): string {
  const workers = {
    enriched: "enrich",
    predicted: scoringInline ? "enrich" : "predict",
    archived: "archive",
  };
  return `${stack}-${workers[stage]}`;
}

/** What to look at when a stage was not reached, for whoever deployed. */
const advice: Record<Finding["stage"], (place: DoctorPlace, finding: Finding) => string> = {
  raw: () =>
    "it could not be put on the raw stream: check the region, the credentials and that the stack is deployed",
  enriched: (place) =>
    `${workerOf("enriched", place)} has not handed it on: look into /aws/lambda/${workerOf("enriched", place)}, and whether its trigger is there and enabled; a backlog before it shows as the alarm ${place.stack}-enrich-iterator-age`,
  predicted: (place) =>
    `it has no prediction: look into /aws/lambda/${workerOf("predicted", place)} and at the alarm ${place.stack}-scoring-errors`,
  archived: (_, { bufferSeconds }) =>
    `Firehose closes a file after ${bufferSeconds === undefined ? "its buffer time" : `${bufferSeconds} s`} (archive.bufferSeconds): ask again then`,
  failed: () => "",
  letters: () => "",
};

/** A line a stage, and in the end a sentence. */
export function reportLines(findings: readonly Finding[], place: DoctorPlace): string[] {
  const lines = findings
    .filter(({ stage, state }) => stage !== "failed" || state !== "missing")
    .map((finding) =>
      `  ${finding.stage.padEnd(10)} ${MARKS[finding.state]}  ${saidOf(finding, place)}`.trimEnd(),
    );
  return [...lines, verdict(findings)];
}

function saidOf(finding: Finding, place: DoctorPlace): string {
  const { stage, state, afterMs, says, complaint } = finding;
  if (complaint !== undefined && state === "pending")
    return `${workerOf("archived", place)} said in the last minutes: ${complaint}`;
  if (complaint !== undefined && stage !== "raw" && stage !== "failed" && stage !== "letters")
    return `${workerOf(stage, place)} says: ${complaint}`;
  if (stage === "letters")
    return `${says}: look for ERROR in /aws/lambda/${place.stack}-failed; what to do then says the alarm ${place.stack}-dead-letters`;
  if (says !== undefined) return says;
  if (state === "there") return afterMs === undefined ? "" : `after ${(afterMs / 1000).toFixed(1)} s`;
  return state === "unknown" ? "" : advice[stage](place, finding);
}

const MARKS = { there: "yes    ", missing: "no     ", pending: "not yet", unknown: "?      " };

/** Whether the event came where it should, or waits where it may wait. */
export const isWell = (findings: readonly Finding[]): boolean =>
  findings.some(({ stage, state }) => stage === "predicted" && state === "there") &&
  findings.every(
    ({ stage, state, complaint }) =>
      stage === "failed" || stage === "letters" || state === "there" || (state === "pending" && !complaint),
  );

function verdict(findings: readonly Finding[]): string {
  if (isWell(findings)) return "The stack works: the event went all the way.";
  const failed = findings.find(({ stage, state }) => stage === "failed" && state === "there");
  if (failed) return "The event failed, and its bytes are kept: see the line above, and `npm run replay`.";
  const stuck = findings.find(({ state }) => state === "missing" || state === "unknown");
  return stuck === undefined
    ? "The event has its prediction; whether it comes to the archive, ask again."
    : `The event is stuck before ${stuck.stage}.`;
}
