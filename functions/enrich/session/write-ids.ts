import { randomBytes } from "node:crypto";
import { WRITE_ID_LENGTH } from "../../../shared/redis/facts.ts";

const COUNTER_LENGTH = 6;

/**
 * Writes' own parts of a version, each unlike any before: a random part for the process and a counter within it. A plain
 * counter would repeat itself after a fail-over that lost writes, and then a stale state could pass for the expected one.
 */
export function writeIds(): () => string {
  const origin = randomBytes(WRITE_ID_LENGTH)
    .toString("base64url")
    .slice(0, WRITE_ID_LENGTH - COUNTER_LENGTH);
  let counter = 0;
  return () => {
    counter = (counter + 1) % 36 ** COUNTER_LENGTH;
    return origin + counter.toString(36).padStart(COUNTER_LENGTH, "0");
  };
}
