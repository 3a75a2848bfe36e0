/**
 * How far a run is: it reads events; it brings what it read to its place; it only stays up for others; its verdict is
 * printed.
 */
export type RunStage = "running" | "draining" | "holding" | "over";

export interface SignalArrival {
  /** `hangup`: the terminal, or whoever started the run, is gone. */
  cause: "signal" | "hangup";
  /** Time since the last one that counted, ms; infinite for the first. */
  afterMs: number;
  /** How long it may have waited for the busy program, ms. */
  waitedMs: number;
}

/**
 * `stop`: the run stops reading and drains; `noted`: it is draining anyway, so only the next signal ends it at once;
 * `abandon`: end at once; `same`: another delivery of a signal that was counted.
 */
export type Meaning = "stop" | "noted" | "abandon" | "same";

/** One Ctrl-C arrives up to four times: from the terminal, from npm, and of each of them from the bootstrap. */
const ONE_CTRL_C_MS = 1_000;

export function meaningOf(stage: RunStage, { cause, afterMs, waitedMs }: SignalArrival): Meaning {
  const endless = stage === "running" || stage === "holding";
  // A hang-up arrives in several ways at once, and nobody is left who could press Ctrl-C a second time.
  if (cause === "hangup") return endless ? "stop" : "same";
  if (afterMs - waitedMs < ONE_CTRL_C_MS) return "same";
  if (endless) return "stop";
  return stage === "draining" && afterMs === Number.POSITIVE_INFINITY ? "noted" : "abandon";
}
