import type { Finding } from "./examine.ts";

/** Names that a person looks for in AWS's console. */
export interface DoctorPlace {
  /** `clickstream-dev` */
  stack: string;
  scoringInline?: boolean;
}

/** What to look at when a stage was not reached, for whoever deployed. */
const advice: Record<Finding["stage"], (place: DoctorPlace) => string> = {
  raw: () =>
    "it could not be put on the raw stream: check the region, the credentials and that the stack is deployed",
  enriched: ({ stack }) =>
    `enrich has not handed it on: look at the log group /aws/lambda/${stack}-enrich and the alarm ${stack}-enrich-errors; Redis that is out of reach shows there`,
  predicted: ({ stack }) =>
    `it has no prediction: look at /aws/lambda/${stack}-predict and the alarm ${stack}-scoring-errors; a model that is out of reach, or a wrong token, shows there`,
  archived: () =>
    "Firehose closes a file when its buffer time (archive.bufferSeconds) is over: ask again then",
  failed: () => "",
};

/** A line a stage, and in the end a sentence. */
export function reportLines(findings: readonly Finding[], place: DoctorPlace): string[] {
  const lines = findings
    .filter(({ stage, state }) => stage !== "failed" || state !== "missing")
    .map(({ stage, state, afterMs, says }) => {
      const time = afterMs === undefined ? "" : `after ${(afterMs / 1000).toFixed(1)} s`;
      const words = {
        there: time,
        missing: advice[stage](place),
        pending: says ?? advice[stage](place),
        unknown: "",
      };
      return `  ${stage.padEnd(10)} ${MARKS[state]}  ${says ?? words[state]}`.trimEnd();
    });
  return [...lines, verdict(findings)];
}

const MARKS = { there: "yes    ", missing: "no     ", pending: "not yet", unknown: "?      " };

/** Whether the event came where it should, or waits where it may wait. */
export const isWell = (findings: readonly Finding[]): boolean =>
  findings.some(({ stage, state }) => stage === "predicted" && state === "there") &&
  findings.every(({ stage, state }) => stage === "failed" || state === "there" || state === "pending");

function verdict(findings: readonly Finding[]): string {
  if (isWell(findings)) return "The stack works: the event went all the way.";
  const failed = findings.find(({ stage, state }) => stage === "failed" && state === "there");
  if (failed) return "The event failed, and its bytes are kept: see the line above, and `npm run replay`.";
  const stuck = findings.find(({ state }) => state === "missing" || state === "unknown");
  return `The event is stuck before ${stuck?.stage ?? "the end"}.`;
}
