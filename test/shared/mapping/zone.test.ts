import { expect, test } from "@jest/globals";
import { isZone } from "../../../shared/mapping/zone.ts";

test.each([
  { zone: "Europe/Vienna", expected: true },
  { zone: "UTC", expected: true },
  { zone: "Mars/Base", expected: false },
  { zone: "-05:00", expected: false },
  { zone: "+0530", expected: false },
  { zone: "", expected: false },
])("isZone($zone)", ({ zone, expected }) => {
  expect(isZone(zone)).toBe(expected);
});
