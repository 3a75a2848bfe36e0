/**
 * How far a run is: events are read; what was read is brought to its place; it only stays up for others; its verdict is
 * out.
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
 * `stop`: what goes on ends and is drained; `noted`: it is draining of its own accord, and only the next one is a second
 * one; `abandon`: end at once; `same`: one more delivery of one that counted.
 */
export type Meaning = "stop" | "noted" | "abandon" | "same";

/** One Ctrl-C arrives up to four times: from the terminal, from npm, and of each of them from the bootstrap. */
const ONE_CTRL_C_MS = 1_000;

export function meaningOf(stage: RunStage, { cause, afterMs, waitedMs }: SignalArrival): Meaning {
  const endless = stage === "running" || stage === "holding";
  // Nobody is left who could lose patience, and it is said in many ways at once.
  if (cause === "hangup") return endless ? "stop" : "same";
  if (afterMs - waitedMs < ONE_CTRL_C_MS) return "same";
  if (endless) return "stop";
  return stage === "draining" && afterMs === Number.POSITIVE_INFINITY ? "noted" : "abandon";
}
