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
          async close() {},
        }),
      }),
      checkpoints: {
        async read() {
          const state = { settled: "2026-03-01T11:57:00.000Z", seen: [] };
          return { version: 1, state: JSON.stringify(state) };
        },
        write: async (name, { state }) => void saved.push({ name, state: JSON.parse(state) }),
        readPart: async () => undefined,
        writePart: async () => {},
      },
      publish: async () => ({ sent: 0, failures: 0, left: [], codes: new Set() }) as never,
      now: () => now,
      async sleep(ms) {
        now += ms + 1;
      },
      report() {},
    },
    { ELASTICSEARCH_INDEX: "clicks", LAG_SECONDS: 5, OVERLAP_SECONDS: 60, POLL_SECONDS: 0.001 },
  );
  await handler(undefined, { deadline: now + 60_000, functionArn: "arn", requestId: "r" });
  return { asked, saved };
}

test("polls to now less the lag, settles what is older than the overlap, and saves under the index's name", async () => {
  const { asked, saved } = await poll();
  expect(asked).toEqual([{ from: "2026-03-01T11:57:00.000Z", to: "2026-03-01T11:59:55.000Z" }]);
  const state = { settled: "2026-03-01T11:58:55.000Z", seen: [] };
  expect(saved).toEqual([{ name: "elasticsearch/clicks", state }]);
});
