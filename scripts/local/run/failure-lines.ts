import { type Endings, keptLine, repeatedLine, told } from "../../send/endings.ts";
import { placeInFile } from "../../send/file-events.ts";
import { oneLine } from "../../terminal.ts";
import type { FailedRow } from "./failures.ts";
import type { LocalRun } from "./index.ts";
import type { RunOptions } from "./options.ts";
import type { RunReport } from "./report.ts";

type Counts = RunReport["events"]["failed"];
type Known = { source: Pick<LocalRun["source"], "endings" | "incomplete">; ledger: { failures: Firsts } };
type Firsts = { firsts: ReadonlyMap<string, FailedRow> };

/** Why events failed, a line for each stage and reason, and what a file's reader has to say of attributes and of the file. */
export function failureLines(failed: Counts, { source, ledger }: Known): string {
  const kinds = Object.entries(failed).flatMap(([stage, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => ({ kind: `${stage}/${reason}`, count })),
  );
  const lines = kinds.map(({ kind, count }) => {
    const first = firstIn(source.endings, kind) ?? shown(ledger.failures.firsts.get(kind));
    return `failed: ${kind} ${count}${first === undefined ? "" : ` (first: ${first})`}`;
  });
  const kept = source.endings?.kept.map(keptLine) ?? [];
  const repeated = source.endings?.repeated;
  if (repeated !== undefined) kept.push(repeatedLine(repeated));
  return [...lines, ...kept, ...(source.incomplete === undefined ? [] : [source.incomplete])]
    .map((line) => `${oneLine(line)}\n`)
    .join("");
}

/** The first one in the file, where its reader saw it; the stages behind know another place. */
const firstIn = (endings: Endings | undefined, kind: string): string | undefined =>
  endings?.all.find(({ stage, reason }) => `${stage}/${reason}` === kind)?.examples.join("; ");

function shown(row: FailedRow | undefined): string | undefined {
  if (row === undefined) return undefined;
  const errors = (row.errors ?? []).map(({ path = "", message }) => ({ path, message }));
  return [placeIn(row), told(errors)].filter(Boolean).join(" ");
}

/** The line of the file, of an event that never got onto a stream; of others their id. */
function placeIn({ source, event_id }: FailedRow): string | undefined {
  if (source?.stream.startsWith("file:")) return placeInFile({ source });
  return event_id && `event ${event_id}`;
}

/** Whether every event of a file got through, or that was not asked for. Of a shop nobody expects it. */
export function fileIsWhole(
  { source, allowFailures }: Pick<RunOptions, "source" | "allowFailures">,
  { events }: Pick<RunReport, "events">,
  { source: { incomplete } }: Known,
): boolean {
  if (typeof source === "string") return true;
  return incomplete === undefined && (allowFailures || Object.keys(events.failed).length === 0);
}
