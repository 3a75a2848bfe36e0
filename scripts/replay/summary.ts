import type { FieldError } from "../../shared/failure/failed-event.ts";
import { oneLine } from "../terminal.ts";
import { type Preview, previewLines } from "./preview.ts";
import { replayStreamOf } from "./put.ts";
import { type Selected, verdicts } from "./select.ts";

export interface Done {
  put: number;
  /** Put back by an earlier run that did not come to its end. */
  putBefore: number;
  left: number;
  codes: ReadonlySet<string>;
}

interface Line {
  cells: readonly [stage: string, reason: string, day: string, version: string];
  events: number;
  bytes: number;
  what: string;
}

/** What `npm run replay -- --json` prints. */
export interface SummaryJson {
  applied: boolean;
  /** Failed events that are put back, and that are not. */
  ready: number;
  skipped: number;
  /** Ready ones that may have been processed all the same. */
  perhaps_processed: number;
  /** With `applied`: what was done. */
  put?: number;
  put_before?: number;
  left?: number;
  codes?: string[];
  groups: {
    stage: string;
    reason: string;
    day: string;
    version: string;
    events: number;
    bytes: number;
    what: string;
  }[];
  /** The first events that a patch or a mapping changes. */
  changes: Preview[];
  complaints: { complaint: string; events: number }[];
}

/** Changed events that are shown, and different complaints about those that stay invalid. */
const MAX_SHOWN = 3;

/** Counts of selected failed events by stage, reason, day and version of the component that failed them. */
export class Summary {
  ready = 0;
  skipped = 0;
  /** Ready ones that may have been processed all the same. */
  overlapping = 0;
  readonly #lines = new Map<string, Line>();
  readonly #previews: Preview[] = [];
  readonly #complaints = new Map<string, number>();

  add({ row, verdict, preview, errors = [] }: Selected): void {
    const what = verdict === "ready" ? `to ${replayStreamOf(row.stage)}` : verdicts[verdict];
    const cells = [row.stage, row.reason, row.failed_at.slice(0, 10), row.component_version] as const;
    const key = [...cells, what].join("\n");
    const line = this.#lines.get(key) ?? { cells, events: 0, bytes: 0, what };
    // A row may stand for many lines of a record.
    const { lines = 1 } = row;
    line.events += lines;
    line.bytes += row.payload_bytes;
    this.#lines.set(key, line);
    if (verdict === "ready") this.ready += lines;
    else this.skipped += lines;
    if (verdict === "ready" && row.overlap) this.overlapping += lines;
    if (preview && this.#previews.length < MAX_SHOWN)
      this.#previews.push({ title: row.event_id ?? row.failure_id, ...preview });
    for (const error of errors) this.#complain(error);
  }

  #complain({ path, message, actual }: FieldError): void {
    const complaint = `${path || "the event"}: ${message}, found ${actual}`;
    this.#complaints.set(complaint, (this.#complaints.get(complaint) ?? 0) + 1);
  }

  /** For the terminal: the counts, what changes, and what was done; without `done` it was a dry run. */
  report(done?: Done): string {
    if (this.ready + this.skipped === 0)
      return done?.putBefore ? `${doneLine(done)}\n` : "No failed event matches.\n";
    const sections = [table(this.#lines), ...this.#previews.map(previewLines), this.#complaintLines()];
    const overlap =
      this.overlapping > 0
        ? ` ${this.overlapping} of them may have been processed all the same; that changes nothing.`
        : "";
    const end = done
      ? doneLine(done)
      : `Dry run: ${this.ready} failed events would be put back.${overlap} Add --apply to do it.`;
    return `${[...sections.filter((section) => section !== ""), end].join("\n\n")}\n`;
  }

  /** The same for programs. */
  json(done?: Done): SummaryJson {
    return {
      applied: done !== undefined,
      ready: this.ready,
      skipped: this.skipped,
      perhaps_processed: this.overlapping,
      ...(done && { put: done.put, put_before: done.putBefore, left: done.left, codes: [...done.codes] }),
      groups: [...this.#lines.values()].map(
        ({ cells: [stage, reason, day, version], events, bytes, what }) => ({
          stage,
          reason,
          day,
          version,
          events,
          bytes,
          what,
        }),
      ),
      changes: this.#previews,
      complaints: [...this.#complaints].map(([complaint, events]) => ({ complaint, events })),
    };
  }

  #complaintLines(): string {
    const most = [...this.#complaints].sort(([, a], [, b]) => b - a).slice(0, MAX_SHOWN);
    return most
      .map(([complaint, count]) => oneLine(`still invalid, ${count} times: ${complaint}`))
      .join("\n");
  }
}

function doneLine({ put, putBefore, left, codes }: Done): string {
  const before = putBefore > 0 ? ` ${putBefore} were before, by a run that did not come to its end.` : "";
  const rest = left > 0 ? ` ${left} could not be (${[...codes].join(", ")}): run it again.` : "";
  return `${put} failed events were put back.${before}${rest}`;
}

const HEAD = ["stage", "reason", "day", "version", "events", "bytes", ""];

function table(lines: ReadonlyMap<string, Line>): string {
  const sorted = [...lines].sort(([a], [b]) => a.localeCompare(b)).map(([, line]) => line);
  const rows = [
    HEAD,
    ...sorted.map(({ cells, events, bytes, what }) => [...cells, String(events), String(bytes), what]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number) => HEAD[column] === "events" || HEAD[column] === "bytes";
  const aligned = (cell: string, column: number) =>
    isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((row) => row.map(aligned).join("  ").trimEnd()).join("\n");
}
