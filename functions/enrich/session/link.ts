import { doubtUsers } from "./doubt.ts";
import type { DeviceState } from "./state.ts";

/**
 * Who uses a device. An event without a user belongs to whoever the device was last linked to, as somebody who logged in
 * stays the same person after a logout. Of a device that several users share, each has sessions of his own: when another
 * one logs in, the sessions of the one before end.
 */

/** Takes the user whom an event names for the device's. A late event, from before the present link, changes nothing. */
export function linkDevice(state: DeviceState, user: string | undefined, device: string, at: number): void {
  // An event without a device goes by its user: there is nothing to link, and nothing to remember.
  if (user === undefined || user === device) return;
  if (state.linkDoubtful) doubtUsers(state);
  if (at < state.linkedAt) return;
  if (state.linkedUser !== user) endSessionsOfOthers(state, user, at);
  state.linkedUser = user;
  state.linkedAt = at;
  // A link that is lost was made before the loss, perhaps after an event that comes late.
  if (at >= state.lostAt) state.linkDoubtful = false;
}

function endSessionsOfOthers({ sessions }: DeviceState, user: string, at: number): void {
  for (const session of sessions)
    if (session.user !== "" && session.user !== user && Number.isNaN(session.endedAt)) session.endedAt = at;
}

/** The user whose sessions an event may continue; "" while nobody is known. Only a late event has another than the link. */
export const sessionUserOf = (
  { linkedUser }: DeviceState,
  { user_id }: { user_id?: string },
  device: string,
): string => (user_id === undefined || user_id === device ? linkedUser : user_id);

/** The value of `person_id`, once the event's user is linked. */
export const linkedPerson = (
  { linkedUser }: DeviceState,
  { user_id }: { user_id?: string },
  device: string,
): string => user_id ?? (linkedUser === "" ? device : linkedUser);
