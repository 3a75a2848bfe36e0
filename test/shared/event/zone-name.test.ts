import { expect, test } from "@jest/globals";
import { isZoneName } from "../../../shared/event/zone-name.ts";

test.each([
  { text: "Europe/Berlin", is: true },
  { text: "UTC", is: true },
  { text: "-05:00", is: true },
  { text: "Mars/Phobos", is: false },
  { text: "GMT+25", is: false },
  { text: "constructor", is: false },
])("$text: $is, also when it is asked again", ({ text, is }) => {
  expect([isZoneName(text), isZoneName(text)]).toEqual([is, is]);
});
