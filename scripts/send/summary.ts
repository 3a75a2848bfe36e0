import { oneLine } from "../terminal.ts";
import { type Alike, alikeLine, keptLine, repeatedLine } from "./endings.ts";
import type { SendCounts } from "./sent.ts";

/** What became of a file, and why events of it fail, as lines. */
export function sendSummary(file: string, { read, sent, failed, endings }: SendCounts): string {
  const later = endings.count(isLater);
  const counts = `${read} events read, ${sent} sent, ${failed} failed`;
  const forecast = later === 0 ? "" : `, ${later} of those sent will fail`;
  const lines = [
    `${file}: ${counts}${forecast}`,
    ...endings.all.map((alike) => `  ${isLater(alike) ? "will fail" : "failed"}: ${alikeLine(alike)}`),
    ...endings.kept.map((kept) => `  ${keptLine(kept)}`),
    ...(endings.repeated === undefined ? [] : [`  ${repeatedLine(endings.repeated)}`]),
  ];
  return lines.map((line) => `${oneLine(line)}\n`).join("");
}

/**
 * Where to go on when no event of a file is one as it stands, or as its mapping reads it: its names may be those of another
 * system.
 * @param mapping what was named as one, if any
 */
export function mappingHint(file: string, sent: SendCounts, mapping: string | undefined): string {
  if (sent.read === 0 || failedEventsOf(sent) < sent.read) return "";
  const [shown, suggest] = [oneLine(file), "npm run mapping -- suggest"];
  return mapping === undefined
    ? `Are its names those of another system? ${suggest} ${shown} says which mapping knows them.\n`
    : `npm run mapping -- check ${oneLine(mapping)} ${shown} shows where each attribute was looked for, and ${suggest} ${shown} which mapping knows its names.\n`;
}

/** The same for programs. */
export const sentAsJson = (file: string, { read, sent, failed, endings }: SendCounts) => ({
  file,
  read,
  sent,
  failed,
  will_fail: endings.count(isLater),
  endings: endings.all,
  kept_aside: endings.kept,
  ...(endings.repeated && { repeated_ids: endings.repeated }),
});

/** Whether events will fail on the stream: those that fail at the first stage never get there. */
const isLater = ({ stage }: Alike): boolean => stage !== "produce";

export const failedEventsOf = ({ failed, endings }: SendCounts): number => failed + endings.count(isLater);

export const verdict = (failures: number, allowed: boolean): string =>
  `${failures} ${failures === 1 ? "event fails" : "events fail"}: ` +
  "each is kept with its bytes among the failed events (npm run replay -- --help)" +
  `${allowed ? "" : "; with --allow-failures the exit code is 0 nevertheless"}.\n`;
