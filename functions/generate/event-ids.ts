import { hash } from "node:crypto";

/** UUIDs of version 7: time, a counter, and 48 bits that differ between seeds. */
export function eventIds(seed: string): (now: number) => string {
  const run = hash("sha256", seed).slice(0, 12);
  let count = 0;
  return (now) => {
    const time = now.toString(16).padStart(12, "0");
    const number = (count++ & 0xffffff).toString(16).padStart(6, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${number.slice(0, 3)}-8${number.slice(3)}-${run}`;
  };
}
