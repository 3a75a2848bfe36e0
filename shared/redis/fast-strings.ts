/**
 * Brings the methods of texts back to full speed after `class … extends String`, of which ioredis declares one. V8 then
 * keeps String.prototype in a form for objects that change, and turns it back only once a string object (a mere text is
 * none) is asked for properties often enough to be cached. Until then optimised code looks `charCodeAt` and its like up at
 * every call: scanning an event took 16–23 µs instead of 5. Once turned back it stays so, whatever is declared later.
 */
export function keepStringsFast(): void {
  const text = Object("");
  for (let asked = 0; asked < TIMES; asked += 1) text.at(0);
}

/** 50 are enough for V8 13.6. */
const TIMES = 1_000;
