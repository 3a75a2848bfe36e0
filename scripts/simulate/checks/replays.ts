import type { Effects } from "../world.ts";
import type { Evidence } from "./evidence.ts";

/** An event that failed for a temporary cause is processed once it is replayed, as if it had never failed. */
export function* replayMendsWhatCanBe({ ledger, lines, scenario }: Evidence): Generator<string> {
  if (scenario.hot) return;
  for (const [eventId, { large }] of ledger.made)
    if (!large && !lines.has(eventId))
      yield `${eventId} is not on the enriched stream although it was replayed.`;
}

/** A replay that is run again changes nothing. */
export function* replayedTwiceIsOnce({ replays }: Evidence): Generator<string> {
  const [once, ...others] = replays;
  for (const again of others) yield* differences(once!, again);
}

function* differences(once: Effects, again: Effects): Generator<string> {
  for (const [what, said] of once)
    if (again.get(what) !== said)
      yield `${what} was "${said}" after one replay and is "${again.get(what) ?? "gone"}" after two.`;
  for (const what of again.keys()) if (!once.has(what)) yield `${what} came with the second replay.`;
}
