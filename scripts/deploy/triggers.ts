import { nameOfValues, type PlanValues, planValue, type ResourceChange } from "./plan-json.ts";

export const TRIGGER = "aws_lambda_event_source_mapping";

/**
 * What is lost with a trigger, if anything: a queue keeps what nobody has taken, and a stream does not know who has read
 * what.
 */
export function ofTrigger(
  before: PlanValues | null | undefined,
  after: PlanValues | null | undefined,
  isReplaced: boolean,
): string | undefined {
  if (!before?.starting_position) return undefined;
  if (!isReplaced) return "records that it has not read yet do not come to its function any more";
  const begins = instantOf(after);
  if (begins !== undefined)
    return `the new one begins at ${begins}: what came before and was not read yet is not processed`;
  return "the new one begins at the oldest record that the stream keeps, so that all of them are processed again before what comes now; its setting `from` has it begin later";
}

/** Undefined where a trigger begins with all that its stream keeps. */
const instantOf = (values: PlanValues | null | undefined): string | undefined =>
  values?.starting_position === "AT_TIMESTAMP" ? String(values.starting_position_timestamp) : undefined;

/**
 * What enrichment has scored itself is on the stream that `predict` reads from now on. Nothing is left out, for the trigger
 * begins before enrichment ends to score.
 */
export function scoredAgain(changes: readonly ResourceChange[]): string[] {
  if (!changes.some(endsToScore)) return [];
  return changes
    .filter(({ type, change: { actions } }) => type === TRIGGER && actions.join() === "create")
    .map(({ change: { after } }) => ({ name: nameOfValues(after) ?? "", begins: instantOf(after) }))
    .filter(({ name }) => name.endsWith("-predict"))
    .map(
      ({ name, begins }) =>
        `${TRIGGER} ${name} is new, and begins at ${begins ?? "the oldest record that the stream keeps"}: what enrichment has scored itself ` +
        "since then is scored once more, before what comes now, and its predictions are written again" +
        `${begins === undefined ? "; `triggers.predict.from`, an instant shortly before the deployment, spares that" : ""}.`,
    );
}

function endsToScore({ type, change: { before, after } }: ResourceChange): boolean {
  if (type !== "aws_lambda_function" || !before || !after) return false;
  const [was, is] = [before, after].map((values) => planValue(values, "environment.variables.SCORING"));
  return was === "inline" && is === "stream";
}

/** "CreateEventSourceMapping", AWS Lambda API: StartingPositionTimestamp cannot be in the future. */
export function refusedBeginnings(
  { address, type, change: { after } }: ResourceChange,
  now: number,
): string[] {
  if (type !== TRIGGER) return [];
  const begins = instantOf(after);
  if (begins === undefined || Date.parse(begins) <= now) return [];
  return [
    `Lambda takes no trigger that begins in the future, and that of ${nameOfValues(after) ?? address} would at ${begins} (its setting \`from\`, in UTC).`,
  ];
}
