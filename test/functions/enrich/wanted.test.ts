import { expect, test } from "@jest/globals";
import { enrichHandler } from "../../../functions/enrich/handler.ts";
import type { RawEvent } from "../../../shared/event/raw.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";

const ADDRESS = "198.51.100.7";

/** What a batch of such events reads, read by read: users, and keys by table. The first write loses its race. */
async function readsOf(...events: Partial<RawEvent>[]) {
  const facts = memoryFacts();
  const reads: { users: readonly string[]; keys: Record<string, string[]> }[] = [];
  let writes = 0;
  const handle = enrichHandler(
    {
      facts: {
        read({ devices: users, keys }, deadline) {
          const lists = Object.entries(keys).map(([table, wanted]) => [table, [...wanted]]);
          reads.push({ users, keys: Object.fromEntries(lists) });
          return facts.read({ devices: users, keys }, deadline);
        },
        async compareAndSet(states, deadline) {
          writes += 1;
          return writes === 1
            ? new Set(states.map(({ device: user }) => user))
            : facts.compareAndSet(states, deadline);
        },
      },
      enriched: { put: async () => [] },
      failures: { publish: async () => [] },
      inputs: () => ({ now: Date.parse("2026-03-04T10:00:02Z"), nextWriteId: () => "0".repeat(16) }),
      meters: { batch() {} },
    },
    {
      enrichment,
      rules: enrichRules,
      outage: "wait",
      folders: new Set(),
      lanes: 256,
      packBytes: 131_072,
      compression: "none",
    },
  );
  const records = events.map((event, index) =>
    streamRecord([rawEvent({ event_id: `e-${index}`, ...event })]),
  );
  await handle(kinesisEvent(records), {
    deadline: Number.MAX_SAFE_INTEGER,
    functionArn: "arn",
    requestId: "r",
  });
  return reads;
}

/** Keys by table, of the tables that are asked for one. */
const askedFor = ({ keys }: { keys: Readonly<Record<string, unknown>> }) =>
  Object.fromEntries(Object.entries(keys).filter(([, wanted]) => (wanted as string[]).length > 0));

test("a batch reads each user, and of the tables what its events ask for, each once", async () => {
  const [first] = await readsOf(
    { user_id: "ann", zip_code: "10001", ip: ADDRESS },
    { user_id: "bob", zip_code: undefined, ip: undefined },
    { user_id: "ann", zip_code: "94105", ip: ADDRESS },
    { user_id: "bob", zip_code: "10001", ip: undefined },
  );
  expect(first!.users).toEqual(["ann", "bob"]);
  expect(askedFor(first!)).toEqual({ geo: [ADDRESS], zip: ["10001", "94105"] });
});

test("a batch whose events ask for nothing reads no table", async () => {
  const [first] = await readsOf({ zip_code: undefined, ip: undefined });
  expect(askedFor(first!)).toEqual({});
});

test("a lost race reads the states again, and no table", async () => {
  const [, second, ...more] = await readsOf({ user_id: "ann", zip_code: "10001", ip: ADDRESS });
  expect(second).toEqual({ users: ["ann"], keys: {} });
  expect(more).toEqual([]);
});
