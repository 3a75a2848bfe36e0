import { once } from "node:events";
import type { Writable } from "node:stream";
import { matchesSearch } from "../event-search.ts";
import { printableJson } from "../terminal.ts";
import type { Followed } from "./follow.ts";
import { tailLine } from "./line.ts";
import type { TailCommand } from "./options.ts";

/**
 * Shows what is looked for as it comes, until there are enough, `ending` is aborted, or whoever reads has seen enough: as `head`
 * does, which closes the pipe.
 */
export async function showTail(
  lines: Followed,
  {
    subject,
    search,
    most = Number.POSITIVE_INFINITY,
    json,
  }: Pick<TailCommand, "subject" | "search" | "most" | "json">,
  ending: AbortController,
  out: Writable & { isTTY?: boolean },
): Promise<void> {
  const isTerminal = out.isTTY === true;

  out.once("error", () => ending.abort());
  let shown = 0;
  for await (const line of lines) {
    if (ending.signal.aborted) return;
    if (!matchesSearch(search, line)) continue;
    const text = json ? line : tailLine(subject, JSON.parse(line), isTerminal);
    // The colours are ours, and everything in the line is made harmless before it gets them.
    const isTaken = out.write(`${json && isTerminal ? printableJson(text) : text}\n`);
    // A pipe that is closed never drains.
    if (!isTaken) await once(out, "drain", { signal: ending.signal }).catch(() => ending.abort());
    shown += 1;
    if (shown >= most) return ending.abort();
  }
}
