import { expect, test } from "@jest/globals";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";
import { putEvents } from "./put-events.ts";

const EVENTS = 1_500;

/** An event that every place but the index takes: Lucene holds no term of so many bytes. */
const unsearchable = (now: number) =>
  JSON.stringify({
    event_id: "too-long-to-search",
    event_name: "page_view",
    app_id: "shop",
    user_id: "u-long",
    client_created_at: new Date(now - 1_000).toISOString(),
    properties: { note: "x".repeat(40_000) },
  });

test("what is enriched can be searched, once each, whatever the domain refuses on the way", async () => {
  const asked = { count: 0, refused: 0 };
  await using run = await pipelineRun(
    {
      source: "stream",
      events: EVENTS,
      rate: 500,
      badRatio: 0.02,
      search: true,
      searchPort: 0,
      enforceIam: true,
    },
    {},
    act,
  );
  const { report, query } = run;
  expectConserved(report);
  expect(report.iam?.denied).toBe(0);
  expect(asked.refused).toBeGreaterThan(0);
  // One that does not fit is a failed event with its bytes; it is archived and scored all the same.
  expect(report.search).toMatchObject({
    documents: report.events.enriched - 1,
    dropped: 0,
    too_old: 0,
    failed: { index_rejected: 1 },
  });
  expect(report.events.failed.search).toBeUndefined();
  const [[failed]] = (await query(
    "select count(distinct failure_id) from failed_events where stage = 'search' and event_id = 'too-long-to-search'",
  )) as [[unknown]];
  expect(Number(failed)).toBe(1);

  async function act(local: LocalRun): Promise<void> {
    const search = local.search!;
    // Every third bulk request is refused, as by a domain that has too much to do, and its records come again.
    search.setFaults(({ path }) => {
      if (path.at(-1) !== "_bulk") return undefined;
      asked.count += 1;
      if (asked.count % 3 !== 0) return undefined;
      asked.refused += 1;
      return { status: asked.count % 2 === 0 ? 429 : 503 };
    });
    await putEvents(local, "u-long", [unsearchable(Date.now())]);
    await local.drained();

    const ask = async (body: object) => {
      const response = await fetch(`${search.url}/${search.alias}/_search`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Found;
    };
    const names = { terms: { field: "event_name", size: 50 } };
    const people = { cardinality: { field: "person_id" } };
    const { aggregations } = await ask({ size: 0, aggs: { names, people } });
    // What is searched is what is queried.
    const { rows } = await local.runtime.queries.run(
      "select event_name, count(*) from events_unique where event_id <> 'too-long-to-search' group by 1",
    );
    const queried = Object.fromEntries(rows.map(([name, count]) => [String(name), Number(count)]));
    const searched = aggregations.names.buckets.map(({ key, doc_count }) => [key, doc_count]);
    expect(Object.fromEntries(searched)).toEqual(queried);
    const [[persons]] = (
      await local.runtime.queries.run(
        "select count(distinct person_id) from events_unique where event_id <> 'too-long-to-search'",
      )
    ).rows as [[unknown]];
    expect(aggregations.people.value).toBe(Number(persons));
  }
}, 400_000);

interface Found {
  aggregations: {
    names: { buckets: { key: string; doc_count: number }[] };
    people: { value: number };
  };
}
