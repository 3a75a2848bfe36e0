/**
 * Restores the full speed of string methods after a `class … extends String`, of which ioredis declares one. Because
 * of such a class V8 keeps String.prototype as a slow dictionary, and optimised code looks up `charCodeAt` at every
 * call: scanning an event takes several times as long. V8 makes it a fast object again once properties of a String
 * object (not of a primitive string) are read often enough. It then stays fast, whatever is declared later.
 */
export function keepStringsFast(): void {
  const text = Object("");
  for (let asked = 0; asked < TIMES; asked += 1) text.at(0);
}

/** 50 reads are enough for V8 13.6. */
const TIMES = 1_000;
