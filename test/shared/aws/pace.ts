import type { Pace } from "../../../shared/aws/pace.ts";

/** A clock that only sleeping moves on, and chance that always draws the longest wait. */
export function fakePace(start = 1_000_000): Pace & { elapsed(): number } {
  let time = start;
  return {
    now: () => time,
    random: () => 1,
    sleep: async (milliseconds) => {
      time += Math.max(1, milliseconds);
    },
    elapsed: () => time - start,
  };
}

export const serviceError = (name: string, httpStatusCode = 400): Error =>
  Object.assign(new Error(`${name} happened`), { name, $metadata: { httpStatusCode } });
