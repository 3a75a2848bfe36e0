import type { PageState } from "../local/page/state.ts";
import type { PastWeeks } from "../local/run/history.ts";
import { grouped, ProgressPace, progressText, timeText } from "../pace.ts";
import type { TerminalLine } from "../terminal-line.ts";

const LOOK_MS = 500;

/** Shows how the past comes in, until it is in its place. */
export async function watchHistory(
  history: PastWeeks,
  days: number,
  line: TerminalLine,
  say: (line: string) => void,
): Promise<void> {
  const pace = new ProgressPace();
  if (!line.isSeen) say(`The past ${days} days come first …`);
  const timer = setInterval(() => {
    const { share, read } = history;
    pace.sample(share, read, Date.now());
    const waiting = share === 1 ? `  ${grouped(history.underWay)} on their way` : "";
    line.show(`The past ${days} days  ${progressText(share, read, "events", pace)}${waiting}`);
  }, LOOK_MS).unref();
  try {
    await history.done;
  } finally {
    clearInterval(timer);
    line.clear();
  }
  const seconds = (Date.now() - history.startedAt) / 1000;
  say(`Past         ${days} days, ${grouped(history.read)} events in ${timeText(seconds)}`);
}

const SHOW_MS = 1_000;

/** Shows the rates of the run until it is told to stop. */
export function watchRates(state: () => PageState, line: TerminalLine): () => void {
  if (!line.isSeen) return () => {};
  // What is shown keeps no run alive.
  const timer = setInterval(() => line.show(ratesText(state())), SHOW_MS).unref();
  return () => {
    clearInterval(timer);
    line.clear();
  };
}

/** `read 12,345 5/s · enriched … · failed 3 · 12 under way · p95 230 ms`. */
export function ratesText({ stages, outstanding, latency_ms, active }: PageState): string {
  const counts = stages
    .filter(({ name }) => name !== "raw")
    .map(
      ({ name, count, rate }) => `${name} ${grouped(count)}${name === "failed" ? "" : ` ${grouped(rate)}/s`}`,
    );
  const way = outstanding.enrich + outstanding.predict;
  return [
    ...counts,
    `${grouped(way)} under way`,
    `p95 ${grouped(latency_ms.end_to_end.p95)} ms`,
    `${grouped(active.five_minutes)} active`,
  ].join(" · ");
}
