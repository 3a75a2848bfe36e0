import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { peopleTogether, splitSql } from "../../../scripts/features/split.ts";

describe("peopleTogether", () => {
  test.each([
    { what: "nobody", sessions: [], together: {} },
    { what: "two", sessions: [["b", "a"]], together: { a: "a", b: "a" } },
    {
      what: "a chain",
      sessions: [
        ["c", "d"],
        ["a", "b"],
        ["b", "c"],
      ],
      together: { a: "a", b: "a", c: "a", d: "a" },
    },
    {
      what: "two groups",
      sessions: [
        ["a", "b"],
        ["x", "y", "z"],
      ],
      together: { a: "a", b: "a", x: "x", y: "x", z: "x" },
    },
  ])("joins $what", ({ sessions, together }) => {
    expect(Object.fromEntries(peopleTogether(sessions))).toEqual(together);
  });

  test("joins whoever shares a session, in any order of the sessions", () => {
    const people = fc.array(fc.constantFrom(..."abcdefgh"), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(people, { maxLength: 8 }), (sessions) => {
        const together = peopleTogether(sessions);
        for (const [first, ...others] of sessions)
          for (const other of others) expect(together.get(other)).toBe(together.get(first!));
        expect(new Map(peopleTogether([...sessions].reverse()))).toEqual(
          new Map([...together].sort(() => 0)),
        );
      }),
    );
  });
});

test("what rounding leaves over belongs to the last split that has a share", () => {
  expect(splitSql("p", [0.7, 0.15, 0.15])).toMatch(/else 'test' end$/);
  expect(splitSql("p", [0.8, 0.2, 0])).toMatch(/else 'validation' end$/);
  expect(splitSql("p", [1, 0, 0])).toMatch(/else 'train' end$/);
});
