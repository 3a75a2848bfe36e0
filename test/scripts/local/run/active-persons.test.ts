import { expect, test } from "@jest/globals";
import { ActivePersons } from "../../../../scripts/local/run/active-persons.ts";

const MINUTE = 60_000;

test("each person counts once, and as long as the last event is recent", () => {
  const active = new ActivePersons();
  active.onEvent("early", 0);
  active.onEvent("both", 0);
  active.onEvent("both", 20 * MINUTE);
  active.onEvent("late", 29 * MINUTE);
  expect(active.within(5 * MINUTE, 30 * MINUTE)).toBe(1);
  expect(active.within(30 * MINUTE, 30 * MINUTE)).toBe(3);
  expect(active.within(30 * MINUTE, 31 * MINUTE)).toBe(2);
});

test("a flood of persons does not fill the memory", () => {
  const active = new ActivePersons();
  for (let person = 0; person < 100_010; person += 1) active.onEvent(`p-${person}`, 1);
  expect(active.within(MINUTE, 1)).toBe(100_000);
});
