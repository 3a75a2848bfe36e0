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
  test("are found at once by id, and by a search once they were refreshed", async () => {
    const [id] = local.index(documents(1));
    expect(await client.get({ index: "clicks", id: id! })).toMatchObject({ found: true, _source: { id: 1 } });
    expect((await client.count({ index: "clicks" })).count).toBe(0);
    await client.indices.refresh({ index: "clicks" });
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
    const ids = local.index(sources);
    for (const at of [0, 511, 512, 1_023, 1_024, 1_099]) {
      const response = await fetch(`${local.url}/clicks/_doc/${ids[at]}`);
      expect(await response.text()).toContain(`"_source":${sources[at]}}`);
    }
  });

  test("of the same id replace each other, but not in a point in time", async () => {
    await client.index({ index: "clicks", id: "a", document: { id: 1 }, refresh: true });
    const pit = await client.openPointInTime({ index: "clicks", keep_alive: "1m" });
    expect(
      await client.index({ index: "clicks", id: "a", document: { id: 2 }, refresh: true }),
    ).toMatchObject({
      result: "updated",
    });
    expect(idsOf(await client.search({ pit: { id: pit.id }, sort }))).toEqual([1]);
    expect(idsOf(await client.search({ index: "clicks", sort }))).toEqual([2]);
    expect(local.count()).toBe(1);
  });

  test("in bulk succeed and fail one by one", async () => {
    const answer = await client.bulk({
      operations: [
        { index: { _index: "clicks" } },
        { id: 1 },
        { create: { _index: "clicks", _id: "a" } },
        { id: 2 },
      ],
    });
    expect(answer.errors).toBe(false);
    const again = await client.bulk({
      index: "clicks",
      operations: [{ create: { _id: "a" } }, { id: 3 }, { index: {} }, { id: 4 }],
    });
    expect(again.errors).toBe(true);
    expect(again.items.map((item) => Object.values(item)[0]!.status)).toEqual([409, 201]);
    expect(local.count()).toBe(3);
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

  test.each([
    { range: { gte: 2, lt: 4 }, found: [2, 3] },
    { range: { gt: 2, lte: 4 }, found: [3, 4] },
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

  test.each([
    { ingestType: "date" as const, format: FORMAT, shown: "2026-03-04T10:00:00.000000007Z" },
    { ingestType: "date_nanos" as const, format: FORMAT, shown: "2026-03-04T10:00:00.000000007Z" },
    { ingestType: "date" as const, format: undefined, shown: 1772618400000 },
    { ingestType: "date_nanos" as const, format: undefined, shown: 1772618400000000000 },
  ])("of $ingestType show times as $shown for the format $format", async ({ ingestType, format, shown }) => {
    await local.stop();
    await start({ ingestType });
    clock.nanos += 7n;
    local.index(documents(1));
    local.refresh();
    const answer = await client.search({
      index: "clicks",
      sort: [{ ingested_at: { order: "asc", ...(format && { format }) } }],
    });
    expect(answer.hits.hits[0]!.sort![0]).toEqual(shown);
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
    { description: "another order", body: { sort: [{ a: "desc" as const }] }, says: "parsing_exception" },
    { description: "too many hits", body: { size: 10_001 }, says: "illegal_argument_exception" },
  ])("refuse $description instead of answering something else", async ({ body, says }) => {
    await expect(client.search({ index: "clicks", ...body })).rejects.toThrow(says);
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

  test("are not found by id any more, and one that is written again is a new one", async () => {
    await client.index({ index: "clicks", id: "mine", document: { id: -1 }, refresh: true });
    const [id] = local.index(documents(-2));
    fill(1_000);
    local.release(second(900));
    local.refresh();
    for (const gone of ["mine", id!])
      await expect(client.get({ index: "clicks", id: gone })).rejects.toThrow(errors.ResponseError);
    const again = { index: "clicks", id: "mine", document: { id: -1 }, refresh: true };
    expect(await client.index(again)).toMatchObject({ result: "created" });
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

  test("go after every one that was replaced, and are counted once", async () => {
    fill(20);
    for (const round of [1, 2, 3])
      await client.index({ index: "clicks", id: "a", document: { id: 100 + round }, refresh: true });
    expect(local.count()).toBe(21);
    local.release(second(99));
    local.refresh();
    // Of the ten that are kept, two are earlier versions.
    expect([local.count(), await shown()]).toEqual([8, [13, 14, 15, 16, 17, 18, 19, 103]]);
    fill(20, 200);
    local.release(second(999));
    local.refresh();
    expect(local.count()).toBe(10);
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

  test("takes compressed requests, and answers info, health, mappings and what exists", async () => {
    const compressing = new Client({ node: local.url, compression: true });
    await compressing.index({ index: "clicks", document: { id: 1 }, refresh: "wait_for" });
    await compressing.close();
    expect(local.count()).toBe(1);
    expect((await client.info()).version.number).toMatch(/^9\./);
    expect((await client.cluster.health()).status).toBe("green");
    expect(await client.indices.exists({ index: "none" })).toBe(false);
    await client.indices.create({ index: "more" });
    expect(await client.indices.exists({ index: "more" })).toBe(true);
    expect((await client.indices.getMapping({ index: "more" })).more!.mappings.properties).toEqual({
      ingested_at: { type: "date" },
    });
    await expect(client.indices.create({ index: "more" })).rejects.toThrow(
      "resource_already_exists_exception",
    );
    await client.indices.delete({ index: "more" });
    expect(await client.indices.exists({ index: "more" })).toBe(false);
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
