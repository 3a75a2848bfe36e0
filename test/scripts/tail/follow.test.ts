import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { eventLines, failuresIn, type Looking, predictionsOf } from "../../../scripts/tail/follow.ts";

/** A look at a time, each ten seconds after the one before, and no more than so many. */
function looking(looks: number, between: (look: number) => void = () => {}): Looking {
  const ending = new AbortController();
  let now = Date.parse("2026-03-02T23:59:55.000Z");
  let look = 0;
  return {
    ending: ending.signal,
    pauseMs: 10_000,
    now: () => now,
    async sleep(ms) {
      await new Promise(setImmediate);
      now += ms;
      look += 1;
      between(look);
      if (look >= looks) ending.abort();
    },
  };
}

async function* from<Value>(...values: Value[]): AsyncGenerator<Value, void, undefined> {
  yield* values;
}

const all = async <Value>(values: AsyncIterable<Value>): Promise<Value[]> => {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
};

test("events are the lines of the packs on the stream", async () => {
  const packs = ['{"n":1}\n{"n":2}\n', '{"n":3}'].map((text) => Buffer.from(text));
  expect(await all(eventLines(from(...packs)))).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
});

describe("failures", () => {
  const key = (day: string, name: string) =>
    `failed/stage=validate/reason=schema_violation/dt=${day}/${name}.ndjson.gz`;
  const rows = (...names: string[]) => gzipSync(names.map((name) => `{"failure_id":"${name}"}\n`).join(""));

  test("are those that come while somebody looks, once each, also over midnight", async () => {
    const objects = new Map([[key("2026-03-02", "old"), rows("old")]]);
    const store = {
      get: async (name: string) => objects.get(name)!,
      async *list(prefix: string) {
        for (const name of objects.keys()) if (name.startsWith(prefix)) yield { key: name, bytes: 1 };
      },
    };
    const look = looking(4, (at) => {
      if (at === 1) objects.set(key("2026-03-03", "new"), rows("a", "b"));
      if (at === 2) objects.set(key("2026-03-03", "newer"), rows("c"));
    });
    expect(await all(failuresIn(store, look))).toEqual([
      '{"failure_id":"a"}',
      '{"failure_id":"b"}',
      '{"failure_id":"c"}',
    ]);
  });
});

describe("predictions", () => {
  const event = (id: string) =>
    JSON.stringify({ event_id: id, person_id: "u", event_time: "2026-03-02T10:00:00.000Z" });
  const keyOf = (id: string) => `person#u 2026-03-02T10:00:00.000Z#${id}`;

  test("come once they are in the table, each once", async () => {
    const table = new Map<string, Record<string, unknown>>([[keyOf("a"), { prediction: "0.1" }]]);
    const look = looking(3, (at) => void (at === 1 && table.set(keyOf("b"), { prediction: "0.2" })));
    const item = async ({ pk, sk }: { pk: string; sk: string }) => table.get(`${pk} ${sk}`);
    expect(await all(predictionsOf(from(event("a"), event("b")), item, look))).toEqual([
      '{"prediction":"0.1"}',
      '{"prediction":"0.2"}',
    ]);
  });

  test("of an event that nobody scores are not waited for for ever", async () => {
    let asked = 0;
    const item = async () => {
      asked += 1;
      return undefined;
    };
    expect(await all(predictionsOf(from(event("a")), item, looking(20)))).toEqual([]);
    expect(asked).toBeLessThan(7);
  });
});
