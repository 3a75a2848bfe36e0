import { expect, test } from "@jest/globals";
import { asNumber } from "../../../../shared/custom/steps/as-number.ts";

test.each([
  [
    "a number of 32 bits",
    { autonomous_system_number: 4_200_000_001, autonomous_system_organization: "Example Six" },
    { as_number: 4_200_000_001, as_organization: "Example Six" },
  ],
  [
    "one that nobody names",
    { autonomous_system_number: 64500 },
    { as_number: 64500, as_organization: undefined },
  ],
])("%s", (_what, row, given) => {
  expect(asNumber.of(row)).toEqual(given);
});

test("it asks a table of ranges for the event's address", () => {
  expect(asNumber).toMatchObject({ reads: "ip", table: "autonomous_systems", rows: { kind: "range" } });
});
