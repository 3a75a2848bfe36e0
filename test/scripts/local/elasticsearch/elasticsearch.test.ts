import { Client, errors, type estypes } from "@elastic/elasticsearch";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type ElasticsearchOptions,
  type LocalElasticsearch,
  startElasticsearch,
} from "../../../../scripts/local/elasticsearch/index.ts";

const FORMAT = "strict_date_optional_time_nanos";
const sort: estypes.SortCombinations[] = [
  { ingested_at: { order: "asc" as const, format: FORMAT } },
  { _shard_doc: { order: "asc" as const } },
];

let local: LocalElasticsearch;
let client: Client;
let clock: { nanos: bigint };

async function start(override: Partial<ElasticsearchOptions> = {}) {
  clock = { nanos: BigInt(Date.parse("2026-03-04T10:00:00.000Z")) * 1_000_000n };
  local = await startElasticsearch({
    port: 0,
    index: "clicks",
    ingestField: "ingested_at",
    refreshMs: Number.POSITIVE_INFINITY,
    now: () => clock.nanos,
    ...override,
  });
  client = new Client({ node: local.url, maxRetries: 0 });
}

beforeEach(() => start());
afterEach(async () => {
  await client.close();
  await local.stop();
});

const idsOf = (answer: { hits: { hits: { _source?: unknown }[] } }) =>
  answer.hits.hits.map(({ _source }) => (_source as { id: number }).id);
const documents = (...ids: number[]) => ids.map((id) => JSON.stringify({ id }));

describe("documents", () => {
  test("are found once they were refreshed", async () => {
    const [id] = local.index(documents(1));
    expect((await client.count({ index: "clicks" })).count).toBe(0);
    local.refresh();
    const { hits } = await client.search({ index: "clicks" });
    expect(hits.hits).toMatchObject([{ _index: "clicks", _id: id, _source: { id: 1 } }]);
    expect((await client.count({ index: "clicks" })).count).toBe(1);
    expect(local.count()).toBe(1);
  });

  test("become visible by themselves after the refresh interval", async () => {
    await local.stop();
    await start({ refreshMs: 5 });
    local.index(documents(1));
    while ((await client.count({ index: "clicks" })).count === 0);
    expect((await client.count({ index: "clicks" })).count).toBe(1);
  });

  test("come back byte for byte, whatever is in them and however many there are", async () => {
    const text = fc.string({ unit: "grapheme" });
    const sources = fc
      .sample(fc.dictionary(text, fc.oneof(text, fc.double(), fc.array(text))), 1_100)
      .map((value) => JSON.stringify(value));
    local.index(sources);
    local.refresh();
    const response = await fetch(`${local.url}/clicks/_search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ size: 1_100 }),
    });
    const found = await response.text();
    for (const source of sources) expect(found).toContain(`"_source":${source}}`);
  });
});

describe("searches", () => {
  test("page through ties in a stable order, each document once, while others come in", async () => {
    local.index(documents(0, 1, 2, 3, 4, 5, 6));
    local.refresh();
    let { id } = await client.openPointInTime({ index: "clicks", keep_alive: "1m" });
    const found: number[] = [];
    for (let after: unknown[] | undefined; ; ) {
      local.index(documents(99));
      local.refresh();
      const answer = await client.search({
        pit: { id, keep_alive: "1m" },
        size: 2,
        sort,
        ...(after && { search_after: after as string[] }),
      });
      found.push(...idsOf(answer));
      if (answer.hits.hits.length === 0) break;
      after = answer.hits.hits.at(-1)!.sort;
      id = answer.pit_id!;
    }
    expect(found).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("show the hits behind the first, and count as far as they are asked to", async () => {
    local.index(documents(0, 1, 2, 3, 4));
    local.refresh();
    const third = await client.search({ index: "clicks", sort, from: 2, size: 1, track_total_hits: 3 });
    expect(idsOf(third)).toEqual([2]);
    expect(third.hits.total).toEqual({ value: 3, relation: "gte" });
    const none = await client.search({ index: "clicks", sort, from: 5, size: 1, track_total_hits: 5 });
    expect(idsOf(none)).toEqual([]);
    expect(none.hits.total).toEqual({ value: 5, relation: "eq" });
  });

  test.each([
    { what: "beyond 10,000 hits", body: { from: 9_999, size: 2 }, reason: "Result window is too large" },
    {
      what: "behind the first and after a hit",
      body: { from: 1, sort, search_after: [0, 0] },
      reason: "set to 0",
    },
  ])("refuse what is asked for $what", async ({ body, reason }) => {
    await expect(client.search({ index: "clicks", ...body })).rejects.toThrow(reason);
  });

  test.each([
    { range: { gte: 2, lt: 4 }, found: [2, 3] },
    { range: { gte: 4 }, found: [4, 5] },
    { range: { lt: 1 }, found: [0] },
  ])("find the range $range of ingest times", async ({ range, found }) => {
    const time = (second: number) => `2026-03-04T10:00:0${second}.000Z`;
    for (const id of [0, 1, 2, 3, 4, 5]) {
      local.index(documents(id));
      clock.nanos += 1_000_000_000n;
    }
    local.refresh();
    const bounds = Object.fromEntries(Object.entries(range).map(([name, second]) => [name, time(second)]));
    const answer = await client.search({
      index: "clicks",
      query: { range: { ingested_at: { ...bounds, format: FORMAT } } },
      sort,
    });
    expect(idsOf(answer)).toEqual(found);
    expect(answer.hits.total).toEqual({ value: found.length, relation: "eq" });
  });

  test("sort documents that became visible late by their ingest time", async () => {
    local.index(documents(1), { held: true });
    clock.nanos += 1_000_000n;
    local.index(documents(2));
    local.refresh();
    expect(idsOf(await client.search({ index: "clicks", sort }))).toEqual([2]);
    local.refresh({ held: true });
    expect(idsOf(await client.search({ index: "clicks", sort }))).toEqual([1, 2]);
  });

  test("show times to the nanosecond", async () => {
    clock.nanos += 7n;
    local.index(documents(1));
    local.refresh();
    const answer = await client.search({ index: "clicks", sort });
    expect(answer.hits.hits[0]!.sort![0]).toBe("2026-03-04T10:00:00.000000007Z");
  });

  test("leave the ingest time, or everything, out of what they show", async () => {
    local.index(['{"ingested_at":"x","id":1}', '{"id": 2}']);
    local.refresh();
    const answer = await client.search({ index: "clicks", sort, _source: { excludes: ["ingested_at"] } });
    expect(answer.hits.hits.map(({ _source }) => _source)).toEqual([{ id: 1 }, { id: 2 }]);
    const bare = await client.search({ index: "clicks", sort, _source: false });
    expect(bare.hits.hits.map(({ _source }) => _source)).toEqual([undefined, undefined]);
  });

  test.each([
    { description: "an unknown query", body: { query: { term: { a: 1 } } }, says: "parsing_exception" },
    {
      description: "an unknown key",
      body: { aggs: { a: { terms: { field: "a" } } } },
      says: "parsing_exception",
    },
    { description: "a further bound", body: { query: { range: { ingested_at: { gt: 1 } } } }, says: "[gt]" },
    { description: "another field", body: { query: { range: { a: { lt: 1 } } } }, says: "ingested_at" },
    { description: "a part of the source", body: { _source: { includes: ["a"] } }, says: "ingested_at" },
    { description: "another order", body: { sort: [{ a: "desc" as const }] }, says: "parsing_exception" },
    { description: "too many hits", body: { size: 10_001 }, says: "illegal_argument_exception" },
  ])("refuse $description instead of answering something else", async ({ body, says }) => {
    await expect(client.search({ index: "clicks", ...body })).rejects.toThrow(says);
  });

  test("for what has no ingest time find nothing, since all have one", async () => {
    local.index(documents(1));
    local.refresh();
    const query = { bool: { must_not: { exists: { field: "ingested_at" } } } };
    expect((await client.count({ index: "clicks", query })).count).toBe(0);
  });

  test("of an index that is not there are a 404", async () => {
    await expect(client.search({ index: "none" })).rejects.toThrow("no such index [none]");
  });
});

describe("points in time", () => {
  test("must be used with their newest id, and end", async () => {
    const { id } = await client.openPointInTime({ index: "clicks", keep_alive: "1m" });
    const second = (await client.search({ pit: { id }, sort })).pit_id!;
    const third = (await client.search({ pit: { id: second }, sort })).pit_id!;
    await expect(client.search({ pit: { id }, sort })).rejects.toThrow("search_context_missing_exception");
    expect(await client.closePointInTime({ id: third })).toMatchObject({ succeeded: true });
    expect(local.openPointsInTime()).toBe(0);
    await expect(client.closePointInTime({ id: third })).rejects.toThrow(errors.ResponseError);
  });
});

describe("documents that were read for good", () => {
  const second = (at: number) => new Date(Date.parse("2026-03-04T10:00:00.000Z") + at * 1000).toISOString();
  /** One document a second, refreshed. */
  const fill = (count: number, from = 0) => {
    for (let id = from; id < from + count; id += 1) {
      clock.nanos = BigInt(Date.parse(second(id))) * 1_000_000n;
      local.index(documents(id));
    }
    local.refresh();
  };
  const shown = async () => idsOf(await client.search({ index: "clicks", sort, size: 10_000 }));

  beforeEach(async () => {
    await client.close();
    await local.stop();
    await start({ kept: 10 });
  });

  test("are dropped, but for the newest", async () => {
    fill(2_000);
    local.release(second(1_500));
    local.refresh();
    expect(await shown()).toEqual(Array.from({ length: 500 }, (_, at) => 1_500 + at));
    expect(local.count()).toBe(500);
    local.release(second(9_999));
    local.refresh();
    expect(await shown()).toEqual(Array.from({ length: 10 }, (_, at) => 1_990 + at));
    expect(await client.count({ index: "clicks" })).toMatchObject({ count: 10 });
  });

  test("take no memory, however many came", () => {
    const held: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      fill(2_000, round * 2_000);
      local.release(second(round * 2_000 + 2_000));
      local.refresh();
      held.push(local.bytes());
    }
    expect(Math.max(...held.slice(1))).toBeLessThan(2 * held[0]! + 10_000);
    expect(local.count()).toBe(10);
  });

  test("stay while a point in time shows them", async () => {
    fill(1_100);
    const { id } = await client.openPointInTime({ index: "clicks", keep_alive: "1m" });
    local.release(second(9_999));
    local.refresh();
    expect(idsOf(await client.search({ pit: { id }, sort, size: 10_000 }))).toHaveLength(1_100);
    await client.closePointInTime({ id });
    local.refresh();
    expect(local.count()).toBe(10);
  });

  test("are held by a point in time for minutes, not for a day", async () => {
    const call = client.openPointInTime({ index: "clicks", keep_alive: "24h" });
    await expect(call).rejects.toThrow("Keep alive for request (24h) is too large");
  });
});

describe("the protocol", () => {
  test.each([8, 9])("of version %d", async (version) => {
    const type = `application/vnd.elasticsearch+json; compatible-with=${version}`;
    const response = await fetch(`${local.url}/clicks/_search`, {
      method: "POST",
      headers: { accept: type, "content-type": type },
      body: "{}",
    });
    expect(response.headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect(response.headers.get("content-type")).toBe(
      `application/vnd.elasticsearch+json;compatible-with=${version}`,
    );
  });

  test.each([
    { type: "application/vnd.elasticsearch+json; compatible-with=7", status: 400 },
    { type: "text/plain", status: 406 },
  ])("refuses $type", async ({ type, status }) => {
    const response = await fetch(`${local.url}/clicks/_search`, {
      method: "POST",
      headers: { "content-type": type },
      body: "{}",
    });
    expect(response.status).toBe(status);
  });

  test("takes compressed requests", async () => {
    const compressing = new Client({ node: local.url, compression: true });
    local.index(documents(1));
    local.refresh();
    expect(idsOf(await compressing.search({ index: "clicks", sort }))).toEqual([1]);
    await compressing.close();
  });

  test("says what it does not know", async () => {
    const call = client.index({ index: "clicks", document: { id: 1 } });
    await expect(call).rejects.toThrow("does not know POST /clicks/_doc: it knows _search, _count and _pit");
  });

  test("faults: a search in part is an error only where partial results are not allowed", async () => {
    local.index(documents(1, 2));
    local.refresh();
    local.setFaults((operation) => (operation === "search" ? { kind: "failed_shards" } : undefined));
    expect((await client.search({ index: "clicks" }))._shards.failed).toBe(1);
    await expect(client.search({ index: "clicks", allow_partial_search_results: false })).rejects.toThrow(
      "Partial shards",
    );
    local.setFaults(() => ({ kind: "unavailable" }));
    await expect(client.search({ index: "clicks" })).rejects.toThrow(errors.ResponseError);
    local.setFaults(() => ({ kind: "no_answer" }));
    await expect(client.search({ index: "clicks" })).rejects.toThrow(errors.ConnectionError);
    local.setFaults(undefined);
    expect(idsOf(await client.search({ index: "clicks" }))).toEqual([1, 2]);
  });
});
