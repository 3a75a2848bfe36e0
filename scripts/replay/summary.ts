import { type Put, streamOf } from "./put.ts";
import type { Selected } from "./select.ts";

interface Line {
  stage: string;
  reason: string;
  day: string;
  events: number;
  bytes: number;
  what: string;
}

/** Counts of selected failed events by stage, reason and day. */
export class Summary {
  ready = 0;
  skipped = 0;
  readonly #lines = new Map<string, Line>();

  add({ row, verdict }: Selected): void {
    const day = row.failed_at.slice(0, 10);
    const what =
      verdict === "ready"
        ? `to ${streamOf(row.stage)}`
        : verdict === "unchanged"
          ? "would fail again unchanged (--all replays it)"
          : "holds no event's bytes";
    const key = [row.stage, row.reason, day, what].join("\n");
    const line = this.#lines.get(key) ?? {
      stage: row.stage,
      reason: row.reason,
      day,
      events: 0,
      bytes: 0,
      what,
    };
    line.events += 1;
    line.bytes += row.payload_bytes;
    this.#lines.set(key, line);
    if (verdict === "ready") this.ready += 1;
    else this.skipped += 1;
  }

  /** For the terminal: the counts, and what was done; without `done` it was a dry run. */
  report(done: Put | undefined): string {
    if (this.ready + this.skipped === 0) return "No failed event matches.\n";
    if (!done)
      return `${this.#table()}\n\nDry run: ${this.ready} failed events would be put back. Add --apply to do it.\n`;
    const left =
      done.left > 0 ? ` ${done.left} could not be (${[...done.codes].join(", ")}): run it again.` : "";
    return `${this.#table()}\n\n${done.put} failed events were put back.${left}\n`;
  }

  #table(): string {
    const lines = [...this.#lines.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, line]) => line);
    const cells = lines.map(({ stage, reason, day, events, bytes, what }) => [
      stage,
      reason,
      day,
      String(events),
      String(bytes),
      what,
    ]);
    const table = [["stage", "reason", "day", "events", "bytes", ""], ...cells];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    const aligned = (cell: string, column: number) =>
      column === 3 || column === 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    return table.map((row) => row.map(aligned).join("  ").trimEnd()).join("\n");
  }
}
