import { type Memory, nothingRemembered } from "../write/memory.ts";
import type { Arrived } from "./arrival.ts";

/** A device's state: one value in Redis, in the form that `write/state.ts` gives it. All times are epoch ms. */
export interface DeviceState {
  /** The version that was read; "" for a device without state. */
  version: string;
  /** Sessions ever opened on the device. */
  sessionCount: number;
  /** purchase events ever counted; NaN where that is not known. */
  purchases: number;
  /** The latest event_time of all its events; NaN before the first. */
  lastAt: number;
  /** The user whom the device was last linked to; "" for none. */
  linkedUser: string;
  /** event_time of the latest event that named that user. */
  linkedAt: number;
  /** Whether Redis may have lost a later link. */
  linkDoubtful: boolean;
  /** Whether Redis may have lost sessions that belong to the count. */
  countDoubtful: boolean;
  /** When states of the device were last found to be lost or unreadable; 0 if that never was. */
  lostAt: number;
  /** Whether there is a state that this version cannot read: then this is a new one in its place. */
  unreadable: boolean;
  /** Those still open, the latest first. */
  sessions: OpenSession[];
  memory: Memory;
}

export interface OpenSession {
  id: string;
  /** Whether the source named it; such a session is never cut by time. */
  named: boolean;
  /** Whether events of it may have been counted in a state that Redis lost. */
  doubtful: boolean;
  /** Whose it is, where the source does not name it and its user is known; else "". */
  user: string;
  /** When another user logged in on the device: only earlier events belong to it then. NaN while that has not been. */
  endedAt: number;
  index: number;
  startedAt: number;
  lastAt: number;
  /** By their place in `figureNames`; NaN where a figure is younger than the session. */
  figures: number[];
  /** What brought its visitor. */
  arrived: Arrived;
}

export const noState = (): DeviceState => ({
  version: "",
  sessionCount: 0,
  purchases: 0,
  lastAt: Number.NaN,
  linkedUser: "",
  linkedAt: 0,
  linkDoubtful: false,
  countDoubtful: false,
  lostAt: 0,
  unreadable: false,
  sessions: [],
  memory: nothingRemembered(),
});
