import { expect, test } from "@jest/globals";
import { ActivePersons } from "../../../../scripts/local/run/active-persons.ts";

const MINUTE = 60_000;

test("each person counts once, and as long as the last event is recent", () => {
  const active = new ActivePersons();
  active.onEvent("early", 0, 0);
  active.onEvent("both", 0, 0);
  active.onEvent("both", 20 * MINUTE, 20 * MINUTE);
  active.onEvent("late", 29 * MINUTE, 29 * MINUTE);
  expect(active.within(5 * MINUTE, 30 * MINUTE)).toBe(1);
  expect(active.within(30 * MINUTE, 30 * MINUTE)).toBe(3);
  expect(active.within(30 * MINUTE, 31 * MINUTE)).toBe(2);
});

test("a person is there when the event was, and not when it came", () => {
  const active = new ActivePersons();
  const now = 60 * MINUTE;
  active.onEvent("of last year", now - 365 * 24 * 60 * MINUTE, now);
  active.onEvent("late", now - 20 * MINUTE, now);
  active.onEvent("without a time", Number.NaN, now);
  expect([active.within(5 * MINUTE, now), active.within(30 * MINUTE, now)]).toEqual([0, 1]);
  active.onEvent("late", now - 1, now);
  active.onEvent("late", now - 10 * MINUTE, now);
  expect(active.within(5 * MINUTE, now)).toBe(1);
});

test("a flood of persons does not fill the memory, and the latest of them are known", () => {
  const active = new ActivePersons();
  for (let person = 0; person < 300_010; person += 1) active.onEvent(`p-${person}`, 1, 1);
  expect(active.within(MINUTE, 1)).toBe(50_010);
  for (let person = 300_010; person < 340_010; person += 1) active.onEvent(`p-${person}`, 1, 1);
  expect(active.within(MINUTE, 1)).toBe(90_010);
});

test("who is seen again and again counts once, for hours", () => {
  const active = new ActivePersons();
  for (let minute = 0; minute <= 180; minute += 1) {
    active.onEvent("always", minute * MINUTE, minute * MINUTE);
    active.onEvent(`once in minute ${minute}`, minute * MINUTE, minute * MINUTE);
    expect(active.within(30 * MINUTE, minute * MINUTE)).toBe(1 + Math.min(31, minute + 1));
  }
});
