import type { StateServer } from "../../../shared/redis/server.ts";
import type { SessionRules } from "./fold.ts";
import type { OpenSession, UserState } from "./state.ts";

/**
 * Redis replicates and logs behind its answers, so that a server which took over, or started again, may have lost the
 * last writes, and cannot say which. What was counted in them cannot be known any more without reading the archive; so
 * every session that they may have touched is marked, and its events say `stale` instead of passing for exact.
 */

/** Marks the open sessions of a state that was last written to another server: later writes of it may be lost. */
export function doubtState({ version, sessions }: UserState, server: StateServer): void {
  if (version === "" || version.startsWith(server.name)) return;
  for (const session of sessions) session.doubtful = true;
}

/** Whether a session that opens now may be the rest of one whose opening was lost. */
export function mayBeRest(
  { named }: OpenSession,
  { since }: StateServer,
  now: number,
  { idleMs, capMs }: SessionRules,
): boolean {
  return now - since <= (named ? capMs : idleMs);
}
