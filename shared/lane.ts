import { crc32 } from "node:zlib";

/** Lanes of a stack unless its environment sets others; the raw stream's partition keys are the lane numbers. */
export const LANES = 256;

/**
 * Whose events are ordered and whose sessions are kept: the device, for it stays the same when somebody logs in. An
 * event that names none, such as a server's purchase, goes by its user. "" where an event names neither.
 */
export function deviceOf(event: { user_id?: string; anonymous_id?: string }): string {
  return event.anonymous_id ?? event.user_id ?? "";
}

/** Whom an enriched event belongs to; one that was enriched before there was a `person_id` names its user or device. */
export const personOf = (event: { person_id?: string; user_id?: string; anonymous_id?: string }): string =>
  event.person_id ?? event.user_id ?? event.anonymous_id ?? "";

/** The lane of a device, 0 … lanes − 1. CRC-32 is native in Node, stable across versions and spreads short keys well. */
export function laneOf(device: string, lanes: number): number {
  return crc32(device) % lanes;
}
