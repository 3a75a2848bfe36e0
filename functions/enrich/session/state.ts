import { type Memory, nothingRemembered } from "../write/memory.ts";

/** A user's state: one value in Redis, in the form that `write/state.ts` gives it. All times are epoch ms. */
export interface UserState {
  /** The version that was read; "" for a user without state. */
  version: string;
  /** Sessions ever opened by the user. */
  sessionCount: number;
  /** Whether Redis may have lost sessions that belong to the count. */
  countDoubtful: boolean;
  /** When a state of the user was found that could not be read; 0 if that never was. */
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
  index: number;
  startedAt: number;
  lastAt: number;
  /** By their place in `figureNames`; NaN where a figure is younger than the session. */
  figures: number[];
}

export const noState = (): UserState => ({
  version: "",
  sessionCount: 0,
  countDoubtful: false,
  lostAt: 0,
  unreadable: false,
  sessions: [],
  memory: nothingRemembered(),
});
