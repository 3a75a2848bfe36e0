import type { ForgetCommand } from "./options.ts";
import { type ForgetOutcome, totalFound } from "./run.ts";

type Asked = Pick<ForgetCommand, "kind" | "apply">;

/** What was found of somebody, by place, and what came of it. */
export function forgetReport(outcome: ForgetOutcome, asked: Asked): string {
  const { found } = outcome;
  const width = Math.max(...found.map(({ place }) => place.length));
  const lines = found.map(
    ({ place, unit, count, objects }) =>
      `  ${place.padEnd(width)}  ${String(count).padStart(8)} ${unit}${objects === count ? "" : ` in ${objects}`}\n`,
  );
  return [`${heading(outcome, asked)}\n`, ...lines, `${verdict(outcome, asked)}\n`].join("");
}

function heading({ subject }: ForgetOutcome, { kind }: Asked): string {
  if (kind === "device") return "Found of this device:";
  const own = subject.needles.ids.size - 1;
  return `Found, with ${own} ${own === 1 ? "device" : "devices"} of this person alone and ${subject.shared.length} that others use:`;
}

/** Of an id with a slip in it nothing is found, which must not pass for a removal. */
const checkId = (kind: Asked["kind"]): string =>
  `If you expected something, look whether the id is the ${kind === "device" ? "anonymous_id" : "user_id"} of the events, letter for letter.`;

function verdict({ found, left }: ForgetOutcome, { kind, apply }: Asked): string {
  const isNothing = totalFound(found) === 0;
  if (!apply)
    return isNothing ? `Nothing is there. ${checkId(kind)}` : "Nothing was removed: --apply does it.";
  if (totalFound(left) > 0) {
    const rest = left
      .filter(({ count }) => count > 0)
      .map(({ place, count, unit }) => `${count} ${unit} of ${place}`);
    return `Still there: ${rest.join(", ")}. Run it again.`;
  }
  if (isNothing)
    return `Nothing is there, and events from before now are not taken any more. ${checkId(kind)}`;
  return "All of it is removed, and a second search found nothing. Once more after the delivery's buffer time, and when the streams' retention is over.";
}
