import type { StateServer } from "../../../shared/redis/server.ts";
import type { SessionRules } from "../rules.ts";
import type { PersonStatus, SessionStatus } from "../write/outcome.ts";
import { type DeviceState, noState, type OpenSession } from "./state.ts";

/**
 * Redis replicates and logs after it has replied, so that a server which took over, or started again, may have lost the
 * last writes, and cannot say which. What was counted in them cannot be known any more without reading the archive; so
 * every session that they may have touched is marked, and its events say `stale` instead of passing for exact. Later
 * sessions are exact again, but for their number among the device's sessions.
 */

/**
 * Marks the open sessions of a state that was last written to another server: later writes of it may be lost. Of a device
 * without state all earlier sessions may be.
 */
export function doubtState(state: DeviceState, server: StateServer): void {
  if (state.version.startsWith(server.name)) return;
  const mayLack = state.version !== "" || server.since > 0;
  state.countDoubtful ||= mayLack;
  state.linkDoubtful ||= mayLack;
  state.lostAt = Math.max(state.lostAt, server.since);
  for (const session of state.sessions) session.doubtful = true;
}

/** A state that cannot be read is lost as of now: all that was known of its device is in doubt. */
export function lostState(version: string, now: number): DeviceState {
  return { ...noState(), version, countDoubtful: true, linkDoubtful: true, lostAt: now, unreadable: true };
}

/**
 * Marks the session of an event that may have been applied before and be forgotten: it is applied now, for it may as well
 * be new, and so it may be counted twice. What later sessions say of the earlier ones may then count it twice, too: their
 * number if it opened the session, their purchases if it is one.
 */
export function doubtForgotten(
  state: DeviceState,
  session: OpenSession,
  { isOpened, isPurchase }: { isOpened: boolean; isPurchase: boolean },
): void {
  session.doubtful = true;
  state.countDoubtful ||= isOpened || isPurchase;
}

/**
 * Marks the open sessions of a device whose link is in doubt when an event names a user: by the link that may be lost they
 * may be his or another's, and so go on or end otherwise.
 */
export function doubtUsers({ sessions }: DeviceState): void {
  for (const session of sessions) session.doubtful ||= !session.named;
}

/** When writes of a device were last lost, epoch ms; 0 if that never was. */
export const lastLoss = ({ lostAt }: DeviceState, { since }: StateServer): number => Math.max(since, lostAt);

/** Marks a session that has just got its beginning if it may be the rest of one whose opening was lost. */
export function doubtOpened(
  state: DeviceState,
  opened: OpenSession,
  lostAt: number,
  now: number,
  rules: SessionRules,
): void {
  if (!mayBeRest(opened, lostAt, now, rules) && !cutInDoubt(opened, state.sessions, rules)) return;
  state.countDoubtful = true;
  opened.doubtful = true;
}

/**
 * An event that was lost happened before the loss, perhaps long before, as it may have come late. So a session that begins
 * later than the loss by more than the idle time is none of its, and every other may be; one that the source names may be
 * for as long as a session lasts.
 */
const mayBeRest = (
  { named, startedAt }: OpenSession,
  lostAt: number,
  now: number,
  { idleMs, capMs }: SessionRules,
): boolean => lostAt > 0 && (startedAt - lostAt <= idleMs || (named && now - lostAt <= capMs));

/** A session that goes on without a pause from a doubtful one was cut by its length, which is in doubt, too. */
function cutInDoubt(
  opened: OpenSession,
  sessions: readonly OpenSession[],
  { idleMs }: SessionRules,
): boolean {
  if (opened.named) return false;
  return sessions.some(
    ({ named, doubtful, startedAt, lastAt }) =>
      doubtful && !named && opened.startedAt - lastAt <= idleMs && startedAt - opened.startedAt <= idleMs,
  );
}

/** An event that names its user needs no link to say who it was. */
export const personStatus = (
  { linkDoubtful }: DeviceState,
  { user_id }: { user_id?: string },
): PersonStatus => (user_id === undefined && linkDoubtful ? "stale" : "ok");

export function sessionStatus({ countDoubtful }: DeviceState, { doubtful }: OpenSession): SessionStatus {
  if (doubtful) return "stale";
  return countDoubtful ? "index_stale" : "ok";
}
