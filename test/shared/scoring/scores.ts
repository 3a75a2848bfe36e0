import type { ScoringEvent } from "../../../shared/features/scoring-event.ts";
import type { Scored, Scorer, Unscored } from "../../../shared/scoring/ports.ts";

/** All that a call of a scorer came to. */
export interface Scores extends Unscored {
  scored: readonly Scored[];
}

/** A scorer that hands over what it is told to, in one piece. */
export const scorerOf = (answer: (events: readonly ScoringEvent[]) => Partial<Scores>): Scorer => ({
  async score(events, _times, take) {
    const { scored = [], ...unscored } = answer(events);
    take(scored);
    return { rejected: [], unscored: [], lastError: undefined, ...unscored };
  },
  close: async () => {},
});

/** Scores, and gathers what is handed over. */
export async function scoresOf(
  scorer: Scorer,
  events: readonly ScoringEvent[],
  times: { readAt: number; deadline: number },
): Promise<Scores> {
  const scored: Scored[] = [];
  const unscored = await scorer.score(events, times, (some) => void scored.push(...some));
  return { scored, ...unscored };
}
