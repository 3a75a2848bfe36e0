import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareKeys, listingPage } from "../../../../../scripts/local/aws/s3/listing.ts";

const entry = (key: string) => ({ key });
const key = fc
  .array(fc.constantFrom("a", "b", "/", "-", "é", "😀"), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(""));
const keys = fc.uniqueArray(key, { maxLength: 30 }).map((all) => all.sort(compareKeys));

describe("pages of a listing", () => {
  test("together hold what one large page holds, whatever their size, prefix and delimiter", () => {
    const delimiter = fc.constantFrom(undefined, "/");
    fc.assert(
      fc.property(
        keys,
        fc.constantFrom("", "a", "a/"),
        delimiter,
        fc.integer({ min: 1, max: 5 }),
        (all, prefix, by, maxKeys) => {
          const sorted = all.map(entry);
          const whole = listingPage(sorted, { prefix, delimiter: by, maxKeys: 1000, after: "" });
          const entries: unknown[] = [];
          const commonPrefixes: string[] = [];
          let after: string | undefined = "";
          while (after !== undefined) {
            const next: ReturnType<typeof listingPage<{ key: string }>> = listingPage(sorted, {
              prefix,
              delimiter: by,
              maxKeys,
              after,
            });
            entries.push(...next.entries);
            commonPrefixes.push(...next.commonPrefixes);
            after = next.next;
          }
          expect({ entries, commonPrefixes }).toEqual({
            entries: whole.entries,
            commonPrefixes: whole.commonPrefixes,
          });
        },
      ),
    );
  });

  test("without a delimiter every key with the prefix is listed, in byte order", () => {
    const sorted = ["a", "a-b", "a/b", "b", "é", "😀"].map(entry);
    const request = { prefix: "a", delimiter: undefined, maxKeys: 10, after: "" };
    expect(listingPage(sorted, request).entries).toEqual([entry("a"), entry("a-b"), entry("a/b")]);
  });
});
