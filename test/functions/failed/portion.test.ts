import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Filed } from "../../../functions/failed/abandoned.ts";
import { type Portion, portions } from "../../../functions/failed/portion.ts";

const MB = 1024 * 1024;
/** What a row counts beside its payload. */
const ROW = 1024;

/** Items of so many bytes each, as the portions that they are written in. */
async function portionsOf(sizes: readonly number[]): Promise<Portion[]> {
  async function* steps() {
    for (const [index, size] of sizes.entries()) yield { item: { index, size }, rest: () => `from ${index}` };
  }
  const file = (items: { index: number; size: number }[]) =>
    items.map(({ index, size }) => ({ row: { event_id: String(index) }, bytes: { byteLength: size } }));
  const found: Portion[] = [];
  for await (const portion of portions(steps(), file as unknown as (items: unknown[]) => Filed[]))
    found.push(portion);
  return found;
}

const idsOf = ({ filed }: Portion) => filed.map(({ row }) => row.event_id);

test.each([
  { description: "nothing", sizes: [], counts: [] },
  { description: "one small item", sizes: [1], counts: [1] },
  { description: "items of 4 MB together", sizes: [MB, MB, MB, MB], counts: [4] },
  { description: "one more", sizes: [MB, MB, MB, MB, 1], counts: [4, 1] },
  {
    description: "a byte short of 4 MB with its row, and two more",
    sizes: [4 * MB - ROW - 1, 1, 1],
    counts: [2, 1],
  },
  { description: "4 MB with its row, and two more", sizes: [4 * MB - ROW, 1, 1], counts: [1, 2] },
  { description: "very short items, whose rows are 4 MB", sizes: Array(5_000).fill(0), counts: [4_096, 904] },
  { description: "large items", sizes: [6 * MB, 6 * MB, 1], counts: [1, 1, 1] },
  { description: "many items", sizes: Array(30).fill(MB), counts: [4, 4, 4, 4, 4, 4, 4, 2] },
])("$description: $counts items a portion", async ({ sizes, counts }) => {
  expect((await portionsOf(sizes)).map(({ filed }) => filed.length)).toEqual(counts);
});

test("a portion is closed at 4 MB, holds every item once, and says where to go on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 * MB }), { maxLength: 40 }), async (sizes) => {
      const found = await portionsOf(sizes);
      expect(found.flatMap(idsOf)).toEqual(sizes.map((_, index) => String(index)));
      for (const [at, portion] of found.entries()) {
        const bytes = portion.filed.reduce((sum, { bytes: { byteLength } }) => sum + ROW + byteLength, 0);
        const last = ROW + portion.filed.at(-1)!.bytes.byteLength;
        expect(bytes - last).toBeLessThan(4 * MB);
        const next = found[at + 1];
        expect(portion.rest?.()).toBe(next && `from ${idsOf(next)[0]}`);
        if (next !== undefined) expect(bytes).toBeGreaterThanOrEqual(4 * MB);
      }
    }),
    { numRuns: 50 },
  );
});
