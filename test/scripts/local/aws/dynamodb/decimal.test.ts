import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { canonicalNumber, sortableNumber } from "../../../../../scripts/local/aws/dynamodb/decimal.ts";

/** An integer of up to 30 digits and a power of ten, as text and as the rational that it is. */
const decimal = fc.record({
  coefficient: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
  power: fc.integer({ min: -9, max: 9 }),
});
const text = ({ coefficient, power }: { coefficient: bigint; power: number }) => `${coefficient}e${power}`;
const scaled = ({ coefficient, power }: { coefficient: bigint; power: number }) =>
  coefficient * 10n ** BigInt(power + 9);

describe("numbers", () => {
  test.each([
    ["1.50", "1.5"],
    ["0.7071067811865476", "0.7071067811865476"],
    ["-12.05", "-12.05"],
    ["-0.0", "0"],
    ["00.5", "0.5"],
    ["0.0", "0"],
    ["-0", "0"],
    ["007", "7"],
    ["+1", "1"],
    ["1e3", "1000"],
    ["1.2E-3", "0.0012"],
    [".5", "0.5"],
    ["100", "100"],
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
    [`1${"0".repeat(125)}`, `1${"0".repeat(125)}`],
    ["1e-130", `0.${"0".repeat(129)}1`],
  ])("%s is %s", (given, canonical) => {
    expect(canonicalNumber(given)).toBe(canonical);
  });

  test.each([
    "",
    "abc",
    "1e",
    "--1",
    "1.2.3",
    "NaN",
    "Infinity",
    "0x1",
    "1e126",
    "1e-131",
    "123456789012345678901234567890123456789",
  ])("%j is refused", (given) => {
    expect(() => canonicalNumber(given)).toThrow(expect.objectContaining({ code: "ValidationException" }));
  });

  test("the sortable form has the order of the numbers", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [left, right] = [sortableNumber(text(a)), sortableNumber(text(b))];
        const expected = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
        expect(left < right ? -1 : left > right ? 1 : 0).toBe(expected);
      }),
    );
  });
});
