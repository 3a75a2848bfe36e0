import fc, { type StringConstraints } from "fast-check";

const codePoints = (min: number, max: number) => fc.integer({ min, max });

/** Every character there is; as many of them ASCII, and so controls, quotes and backslashes, as of each wider range. */
const anyCharacter = fc
  .oneof(
    codePoints(0, 0x7f),
    codePoints(0x80, 0xd7ff),
    codePoints(0xe000, 0xffff),
    codePoints(0x10000, 0x10ffff),
  )
  .map((code) => String.fromCodePoint(code));

/**
 * Text of any characters, and of those names that objects have by themselves. The library's own unit "binary" is the
 * same, but first lists all of a million characters, which takes a test file two seconds.
 */
export const anyText = (constraints: Omit<StringConstraints, "unit"> = {}) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ ...constraints, unit: anyCharacter }) },
    { weight: 1, arbitrary: fc.string(constraints) },
  );
