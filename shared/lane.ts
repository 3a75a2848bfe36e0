import { crc32 } from "node:zlib";

/** Lanes of a stack unless its environment sets others; the raw stream's partition keys are the lane numbers. */
export const LANES = 256;

/** The identity whose events are ordered and whose session is kept: the signed-in user, else the device. */
export function userOf(event: { user_id?: string; anonymous_id?: string }): string {
  return event.user_id ?? event.anonymous_id ?? "";
}

/** The lane of a user, 0 … lanes − 1. CRC-32 is native in Node, stable across versions and spreads short keys well. */
export function laneOf(user: string, lanes: number): number {
  return crc32(user) % lanes;
}
