import { expect, test } from "@jest/globals";
import { wireProduce } from "../../../functions/produce/wiring.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";

/** One poll of an index that holds nothing; what it asked for, and under which name it saved how far it came. */
async function poll() {
  const asked: { from: string | undefined; to: string }[] = [];
  const saved: { name: string; state: unknown }[] = [];
  let now = Date.parse("2026-03-01T12:00:00.000Z");
  const handler = wireProduce(
    {
      mapping: loadMapping("native"),
      source: async () => ({
        pageSize: 10,
        countUnreachable: async () => 0,
        open: async () => ({
          async page({ from, to }) {
            asked.push({ from, to });
            return [];
          },
          pageEnd: async () => ({ last: undefined, isEmpty: true }),
          async close() {},
        }),
      }),
      checkpoints: {
        async read() {
          const state = { settled: "2026-03-01T11:57:00.000Z", seen: [] };
          return { version: saved.length + 1, state: JSON.stringify(saved.at(-1)?.state ?? state) };
        },
        write: async (name, { state }) => void saved.push({ name, state: JSON.parse(state) }),
        readPart: async () => undefined,
        writePart: async () => {},
      },
      prepare: () => async () => ({ sent: 0, failed: 0, left: [] }),
      now: () => now,
      async sleep(ms) {
        now += ms + 1;
      },
      report() {},
    },
    { ELASTICSEARCH_INDEX: "clicks", LAG_SECONDS: 5, OVERLAP_SECONDS: 60, POLL_SECONDS: 0.001, SLICES: 1 },
  );
  await handler(undefined, { deadline: now + 60_000, functionArn: "arn", requestId: "r" });
  return { asked, saved };
}

test("reads to now less the lag, and saves under the index's name, in the form that has a number", async () => {
  const { asked, saved } = await poll();
  expect(asked).toEqual([{ from: "2026-03-01T11:57:00.000Z", to: "2026-03-01T11:59:55.000Z" }]);
  expect(new Set(saved.map(({ name }) => name))).toEqual(new Set(["elasticsearch/clicks"]));
  expect(saved.at(-1)!.state).toEqual({
    format: 2,
    settled: "2026-03-01T11:57:00.000Z",
    cursor: "2026-03-01T11:59:55.000Z",
    seen: [{ slot: 0, parts: 0, newest: "2026-03-01T11:59:55.000Z" }],
    slices: [],
  });
});
