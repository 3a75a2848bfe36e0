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
 * Where to go on when no event of a file is one as it stands: its names may be those of another system.
 * @param named whether a mapping was named
 */
export const mappingHint = (file: string, sent: SendCounts, named: boolean): string =>
  named || sent.read === 0 || failedEventsOf(sent) < sent.read
    ? ""
    : `Are its names those of another system? npm run mapping -- suggest ${oneLine(file)} says which mapping knows them.\n`;

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
