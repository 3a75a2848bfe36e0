import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type LocalDomain, startDomain } from "../../../../scripts/local/opensearch/domain.ts";
import { documentIndex } from "../../../../shared/aws/document-index.ts";
import { searchDomain } from "../../../../shared/aws/search-domain.ts";
import type { EnrichedEvent } from "../../../../shared/event/enriched.ts";
import { enrichedFields } from "../../../../shared/event/enriched.ts";
import { indexTemplate } from "../../../../shared/search/index-template.ts";
import { enrichedEvent, enrichedEvents } from "../../../builders/enriched-event.ts";
import { indexedDocument } from "../../../builders/indexed-document.ts";

process.env.AWS_ACCESS_KEY_ID = "x";
process.env.AWS_SECRET_ACCESS_KEY = "x";
const NOW = Date.parse("2026-03-05T12:00:00.000Z");
const ALIAS = "shop-events";

async function call(domain: LocalDomain, method: string, path: string, body?: unknown) {
  const response = await fetch(`${domain.url}${path}`, {
    method,
    ...(body !== undefined && {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a response is what the test expects of it.
  return { status: response.status, body: (await response.json()) as any };
}

async function filled(events: readonly EnrichedEvent[], most?: number): Promise<LocalDomain> {
  const domain = await startDomain({ port: 0, now: () => NOW, ...(most && { most }) });
  const template = indexTemplate({ alias: ALIAS, shards: 1, replicas: 0 }, enrichedFields);
  await call(domain, "PUT", `/_index_template/${ALIAS}`, template);
  const client = searchDomain({ host: domain.host, tls: false }, "eu-west-1");
  const documents = events.map((event) =>
    indexedDocument(event.event_id, {
      index: `${ALIAS}-${event.event_time.slice(0, 10)}`,
      source: Buffer.from(JSON.stringify(event)),
    }),
  );
  expect(await documentIndex(client).write(documents, Date.now() + 10_000)).toEqual([]);
  client.close();
  return domain;
}

const at = (time: string) => ({ event_time: `2026-03-${time}.000Z` });
const events = [
  enrichedEvent({
    event_id: "view",
    ...at("04T10:00:00"),
    page_title: "Red boots, size 42",
    user_id: "ann",
    person_id: "ann",
    device_category: "mobile",
    properties: { color: "red" },
  }),
  enrichedEvent({
    event_id: "buy",
    ...at("05T09:00:00"),
    event_name: "purchase",
    order_value: 120.5,
    user_id: "ann",
    person_id: "ann",
    device_category: "mobile",
    items: [{ product_id: "p-1", quantity: 2 }],
  }),
  enrichedEvent({
    event_id: "cheap",
    ...at("05T11:30:00"),
    event_name: "purchase",
    order_value: 20,
    user_id: "bob",
    person_id: "bob",
    device_category: "desktop",
    is_bot: false,
  }),
  enrichedEvent({
    event_id: "seek",
    ...at("05T11:59:00"),
    event_name: "search",
    search_term: "blue boots",
    user_id: "bob",
    person_id: "bob",
    is_bot: true,
  }),
];

let domain: LocalDomain;
beforeAll(async () => {
  domain = await filled(events);
});
afterAll(() => domain.stop());

const idsOf = (body: { hits: { hits: { _id: string }[] } }) => body.hits.hits.map(({ _id }) => _id);
const found = async (query: object) =>
  idsOf((await call(domain, "POST", `/${ALIAS}/_search`, { query, sort: "event_time" })).body);
const typed = async (q: string) =>
  idsOf((await call(domain, "GET", `/${ALIAS}/_search?sort=event_time&q=${encodeURIComponent(q)}`)).body);

describe("queries", () => {
  test.each<[string, object, string[]]>([
    ["everything", { match_all: {} }, ["view", "buy", "cheap", "seek"]],
    ["a term", { term: { event_name: "purchase" } }, ["buy", "cheap"]],
    ["a term, spelt out", { term: { event_name: { value: "search" } } }, ["seek"]],
    ["some terms", { terms: { event_id: ["view", "seek", "none"] } }, ["view", "seek"]],
    ["a number", { term: { order_value: 20 } }, ["cheap"]],
    ["a flag", { term: { is_bot: true } }, ["seek"]],
    ["a word of a text", { match: { "page_title.words": "BOOTS" } }, ["view"]],
    ["no word of the whole text", { match: { page_title: "boots" } }, []],
    ["some of several words", { match: { "search_term.words": "blue shoes" } }, ["seek"]],
    [
      "all of several words",
      { match: { "search_term.words": { query: "blue shoes", operator: "and" } } },
      [],
    ],
    ["words in their order", { match_phrase: { "page_title.words": "boots size" } }, ["view"]],
    ["words in another order", { match_phrase: { "page_title.words": "size boots" } }, []],
    ["a range", { range: { order_value: { gte: 20, lt: 120.5 } } }, ["cheap"]],
    ["a time", { range: { event_time: { gte: "now-1h" } } }, ["cheap", "seek"]],
    ["a day", { range: { event_time: { gte: "2026-03-05", lte: "2026-03-05" } } }, ["buy", "cheap", "seek"]],
    ["before a day", { range: { event_time: { lt: "now/d" } } }, ["view"]],
    ["after a day", { range: { event_time: { gt: "2026-03-04" } } }, ["buy", "cheap", "seek"]],
    ["the presence of a field", { exists: { field: "order_value" } }, ["buy", "cheap"]],
    ["a prefix", { prefix: { event_name: "sea" } }, ["seek"]],
    ["a pattern", { wildcard: { event_name: "p*ase" } }, ["buy", "cheap"]],
    ["an id", { ids: { values: ["buy"] } }, ["buy"]],
    ["a name in a map", { term: { "properties.color": "red" } }, ["view"]],
    ["a value of a map", { term: { properties: "red" } }, ["view"]],
    ["a row of a list", { term: { "items.product_id": "p-1" } }, ["buy"]],
    ["what no index maps", { term: { nothing: "x" } }, []],
    [
      "a combination",
      {
        bool: {
          must: [{ term: { person_id: "bob" } }],
          must_not: { term: { event_name: "search" } },
          filter: [{ range: { event_time: { gte: "2026-03-05" } } }],
        },
      },
      ["cheap"],
    ],
    [
      "one of several",
      { bool: { should: [{ ids: { values: ["view"] } }, { term: { is_bot: true } }] } },
      ["view", "seek"],
    ],
  ])("find %s", async (_what, query, expected) => expect(await found(query)).toEqual(expected));

  test.each<[string, string[]]>([
    ["event_name:purchase", ["buy", "cheap"]],
    ["event_name:purchase AND order_value:>100", ["buy"]],
    ["event_name:purchase AND NOT order_value:>100", ["cheap"]],
    ["event_name:purchase -person_id:ann", ["cheap"]],
    ["+event_name:purchase person_id:bob", ["buy", "cheap"]],
    ["(event_name:search OR event_id:view) AND person_id:bob", ["seek"]],
    ["order_value:[20 TO 120.5}", ["cheap"]],
    ["event_time:[2026-03-05 TO *]", ["buy", "cheap", "seek"]],
    ["boots", ["view", "seek"]],
    ['page_title.words:"red boots"', ["view"]],
    ["_exists_:order_value", ["buy", "cheap"]],
    ["properties.color:red", ["view"]],
    ["event_name:s*", ["seek"]],
    ["*", ["view", "buy", "cheap", "seek"]],
    ["event_id:view event_id:seek", ["view", "seek"]],
  ])("take what people type: %s", async (q, expected) => expect(await typed(q)).toEqual(expected));

  test.each<[string, object, RegExp]>([
    ["a query that is unknown", { query: { fuzzy: { a: "b" } } }, /unknown query \[fuzzy\]/],
    [
      "an option that is unknown",
      { query: { term: { a: { value: 1, case_insensitive: true } } } },
      /case_insensitive/,
    ],
    ["a search that is unknown", { collapse: { field: "a" } }, /collapse/],
    ["a bracket that is open", { query: { query_string: { query: "(a" } } }, /Failed to parse query/],
    ["text for a number", { query: { term: { order_value: "cheap" } } }, /For input string: "cheap"/],
    [
      "a day that is none",
      { query: { range: { event_time: { gte: "someday" } } } },
      /failed to parse date field/,
    ],
    ["an order by words", { sort: "page_title.words" }, /in order to sort/],
    ["a window that is too large", { size: 10_001 }, /Result window is too large/],
    ["an aggregation that is unknown", { aggs: { a: { geo_bounds: { field: "x" } } } }, /geo_bounds/],
  ])("refuse %s", async (_what, search, reason) => {
    const { status, body } = await call(domain, "POST", `/${ALIAS}/_search`, search);
    expect([status, body.error.reason]).toEqual([400, expect.stringMatching(reason)]);
  });
});

describe("a search", () => {
  test("sorts, pages and shows what is wanted", async () => {
    const search = { sort: [{ order_value: "desc" }, "event_time"], size: 2, from: 1, _source: ["event_id"] };
    const { body } = await call(domain, "POST", `/${ALIAS}/_search`, search);
    expect(body.hits.total).toEqual({ value: 4, relation: "eq" });
    expect(body.hits.hits).toEqual([
      expect.objectContaining({
        _id: "cheap",
        _source: { event_id: "cheap" },
        sort: [20, Date.parse(events[2]!.event_time)],
      }),
      expect.objectContaining({ _id: "view", sort: [null, Date.parse(events[0]!.event_time)] }),
    ]);
  });

  test("aggregates", async () => {
    const { body } = await call(domain, "POST", `/${ALIAS}/_search`, {
      size: 0,
      query: { term: { event_name: "purchase" } },
      aggs: {
        devices: { terms: { field: "device_category" }, aggs: { paid: { sum: { field: "order_value" } } } },
        hours: { date_histogram: { field: "event_time", calendar_interval: "hour" } },
        days: { date_histogram: { field: "event_time", fixed_interval: "1d" } },
        people: { cardinality: { field: "person_id" } },
        orders: { stats: { field: "order_value" } },
      },
    });
    expect(body.aggregations).toMatchObject({
      devices: {
        sum_other_doc_count: 0,
        buckets: [
          { key: "desktop", doc_count: 1, paid: { value: 20 } },
          { key: "mobile", doc_count: 1, paid: { value: 120.5 } },
        ],
      },
      hours: {
        buckets: [
          { key_as_string: "2026-03-05T09:00:00.000Z", doc_count: 1 },
          { key_as_string: "2026-03-05T11:00:00.000Z", doc_count: 1 },
        ],
      },
      days: { buckets: [{ key_as_string: "2026-03-05T00:00:00.000Z", doc_count: 2 }] },
      people: { value: 2 },
      orders: { count: 2, min: 20, max: 120.5, avg: 70.25, sum: 140.5 },
    });
  });

  test("goes by index, alias or pattern", async () => {
    for (const [names, count] of [
      [`${ALIAS}-2026-03-04`, 1],
      [`${ALIAS}-2026-03-0*`, 4],
      [ALIAS, 4],
      [`${ALIAS}-2026-03-04,${ALIAS}-2026-03-05`, 4],
    ] as const)
      expect((await call(domain, "GET", `/${names}/_count`)).body.count).toBe(count);
    expect((await call(domain, "GET", "/nothing/_search")).status).toBe(404);
  });

  test("shows a document by its id", async () => {
    const { body } = await call(domain, "GET", `/${ALIAS}/_doc/buy`);
    expect(body).toMatchObject({ found: true, _source: { order_value: 120.5 } });
    expect((await call(domain, "GET", `/${ALIAS}/_doc/none`)).status).toBe(404);
  });
});

describe("writes", () => {
  const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const write = async (to: LocalDomain, ...rows: object[]) => {
    const { body } = await call(to, "POST", `/${ALIAS}-2026-03-04/_bulk`, lines(...rows));
    return body.items.map((item: Record<string, { status: number; error?: { type: string } }>) => {
      const [{ status, error } = { status: 0 }] = Object.values(item);
      return [status, error?.type];
    });
  };
  const versioned = (_id: string, version: number) => ({
    index: { _id, version, version_type: "external_gte" },
  });

  test("of a version stay until the same or a later one comes", async () => {
    await using own = owned(await filled([]));
    const source = enrichedEvent();
    expect(await write(own.domain, versioned("a", 2), source)).toEqual([[201, undefined]]);
    expect(await write(own.domain, versioned("a", 2), source)).toEqual([[200, undefined]]);
    expect(await write(own.domain, versioned("a", 1), source)).toEqual([
      [409, "version_conflict_engine_exception"],
    ]);
    expect(own.domain.documents.count).toBe(1);
  });

  test.each<[string, object, string]>([
    ["a number that is none", { price: "dear" }, "mapper_parsing_exception"],
    ["a day that is none", { event_time: "someday" }, "mapper_parsing_exception"],
    ["a whole number that has no room", { quantity: 2 ** 31 }, "mapper_parsing_exception"],
    ["a text for a map", { properties: "red" }, "mapper_parsing_exception"],
    ["an object for a text", { page_title: { en: "x" } }, "mapper_parsing_exception"],
    ["a term that is too long", { page_title: "x".repeat(40_000) }, "illegal_argument_exception"],
    [
      "a value of a map that is too long",
      { properties: { note: "x".repeat(40_000) } },
      "illegal_argument_exception",
    ],
  ])("refuse %s, and that document alone", async (_what, wrong, type) => {
    await using own = owned(await filled([]));
    const good = enrichedEvent();
    expect(
      await write(own.domain, versioned("a", 1), { ...good, ...wrong }, versioned("b", 1), good),
    ).toEqual([
      [400, type],
      [201, undefined],
    ]);
  });

  test("keep what no field maps, and a source that is too long to be searched", async () => {
    await using own = owned(await filled([]));
    const odd = { ...enrichedEvent(), brand_new: { a: 1 }, source: "x".repeat(40_000) };
    expect(await write(own.domain, versioned("a", 1), odd)).toEqual([[201, undefined]]);
    const { body } = await call(own.domain, "GET", `/${ALIAS}/_doc/a`);
    expect(body._source.brand_new).toEqual({ a: 1 });
  });

  test("make no index that no template is for", async () => {
    await using own = owned(await filled([]));
    const { body } = await call(
      own.domain,
      "POST",
      "/other/_bulk",
      lines({ index: { _id: "a" } }, enrichedEvent()),
    );
    expect(body.items[0].index).toMatchObject({ status: 404, error: { type: "index_not_found_exception" } });
  });

  test("drop the first documents where there is no more room, and count them", async () => {
    await using own = owned(await filled(enrichedEvents(4), 3));
    expect([own.domain.documents.count, own.domain.documents.dropped]).toEqual([3, 1]);
    expect((await call(own.domain, "GET", `/${ALIAS}/_doc/e-0`)).status).toBe(404);
  });

  test("are removed by a query, so many at once", async () => {
    await using own = owned(await filled(events));
    const query = { term: { person_id: "ann" } };
    const once = await call(own.domain, "POST", `/${ALIAS}/_delete_by_query?max_docs=1`, { query });
    expect(once.body.deleted).toBe(1);
    await call(own.domain, "POST", `/${ALIAS}/_delete_by_query`, { query });
    expect((await call(own.domain, "GET", `/${ALIAS}/_search?sort=event_time`)).body.hits.total.value).toBe(
      2,
    );
  });
});

describe("the door", () => {
  test("is closed to functions whose role does not let them, by method and path", async () => {
    const asked: object[] = [];
    const own = await startDomain({
      port: 0,
      authorize: (access) => {
        asked.push(access);
        return "not you";
      },
    });
    own.standFor("arn:aws:es:eu-west-1:000000000000:domain/events-dev");
    const client = searchDomain({ host: own.host, tls: false }, "eu-west-1");
    const response = await client.send(
      { method: "POST", path: "/a-1/_bulk", body: "{}" },
      Date.now() + 5_000,
    );
    expect(response).toEqual({ status: 403, body: { Message: "not you" } });
    expect(asked).toEqual([
      {
        service: "es",
        action: "ESHttpPost",
        accessKeyId: "x",
        resourceArn: "arn:aws:es:eu-west-1:000000000000:domain/events-dev/a-1/_bulk",
      },
    ]);
    client.close();
    await own.stop();
  });

  test("is closed to web pages", async () => {
    const response = await fetch(`${domain.url}/_cat/indices`, {
      headers: { origin: "https://evil.example" },
    });
    expect(response.status).toBe(403);
  });

  test("says what it does not know", async () => {
    const { status, body } = await call(domain, "POST", "/_reindex", {});
    expect([status, body.error.reason]).toEqual([
      400,
      expect.stringMatching(/does not know POST \/_reindex/),
    ]);
  });

  test("lists indices and says how it is", async () => {
    const list = await (await fetch(`${domain.url}/_cat/indices?v`)).text();
    expect(list).toBe(
      `health status index docs.count\ngreen open ${ALIAS}-2026-03-04 1\ngreen open ${ALIAS}-2026-03-05 3\n`,
    );
    expect((await call(domain, "GET", "/")).body.version.distribution).toBe("opensearch");
  });
});

const owned = (own: LocalDomain) => ({ domain: own, [Symbol.asyncDispose]: () => own.stop() });

test("a taken port is told with the option that names another", async () => {
  const domain = await startDomain({ port: 0, now: () => NOW });
  const port = Number(domain.host.split(":")[1]);
  await expect(startDomain({ port, now: () => NOW })).rejects.toThrow(
    `Port ${port} is in use: choose another with --search-port P.`,
  );
  await domain.stop();
});
