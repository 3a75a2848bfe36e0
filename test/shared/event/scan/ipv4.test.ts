import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseIpv4 } from "../../../../shared/event/address.ts";
import { isIpv4At } from "../../../../shared/event/scan/ipv4.ts";

const isOne = (text: string) => isIpv4At(Buffer.from(`"${text}"`), 1, 1 + Buffer.byteLength(text));

test.each([
  { text: "203.0.113.7", expected: true },
  { text: "0.0.0.0", expected: true },
  { text: "255.255.255.255", expected: true },
  { text: "1.2.3.256", expected: false },
  { text: "01.2.3.4", expected: false },
  { text: "1.2.3", expected: false },
  { text: "1.2.3.4.5", expected: false },
  { text: "1.2.3.", expected: false },
  { text: "1..3.4", expected: false },
  { text: "1.2.3.4:80", expected: false },
  { text: "", expected: false },
])("$text: $expected", ({ text, expected }) => {
  expect(isOne(text)).toBe(expected);
});

test("is what the parser of texts says", () => {
  const part = fc.oneof(fc.nat(300).map(String), fc.constantFrom("", "0", "00", "x", "1:"));
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
  );
  fc.assert(
    fc.property(text, (text) => expect(isOne(text)).toBe(parseIpv4(text) !== undefined)),
    {
      numRuns: 2000,
    },
  );
});
