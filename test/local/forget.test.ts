import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { forget } from "../../scripts/forget/run.ts";
import { openStack } from "../../scripts/forget/stack.ts";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { eventsOfAnn, PERSON, PHONE_OF_ANN, placesWithAnn } from "./ann.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";
import { putEvents } from "./put-events.ts";

let folder: string;
const environment = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "forget-e2e-"));
});
afterEach(async () => {
  process.env = { ...environment };
  await rm(folder, { recursive: true });
});

const EVENTS = 1_500;

test("somebody is found in every store, removed, and not brought back by a redelivery", async () => {
  const data = join(folder, "data");
  await using run = await pipelineRun(
    { source: "stream", events: EVENTS, rate: 500, badRatio: 0.02, data, search: true, searchPort: 0 },
    {},
    act,
  );
  expectConserved(run.report);
  expect(run.report.events.forgotten).toEqual({ archived: 3, predicted: 3 });
  expect(run.report.events.failed.enrich).toEqual({ forgotten: 3 });

  async function act(local: LocalRun): Promise<void> {
    const texts = eventsOfAnn(Date.now());
    await putEvents(local, PHONE_OF_ANN, texts);
    await local.drained();
    expect((await local.runtime.schedules.runNow("curate")).error).toBeUndefined();
    const stack = await openStack({ data });
    const asked = { kind: "person", id: PERSON } as const;
    const quiet = { say() {}, waitMs: 16_000 };
    const counted = await forget(stack, { ...asked, apply: false }, quiet);
    expect(Object.fromEntries(counted.found.map(({ place, count }) => [place, count]))).toMatchObject({
      "failed events": 2,
      "documents to explore": 3,
      predictions: 3,
      archive: 3,
      curated_events: 3,
    });
    // Of the bytes of the tables' file, too: that none are in it afterwards says something.
    expect(await placesWithAnn(local, data)).toEqual(
      expect.arrayContaining(["predictions", "search", "redis", "curated_events", "bytes of tables.duckdb"]),
    );
    const { left } = await forget(stack, { ...asked, apply: true }, quiet);
    expect(left.filter(({ count }) => count > 0)).toEqual([]);
    expect(await placesWithAnn(local, data)).toEqual([]);
    // Again, but for what is no event of anybody: as a stream delivers, or somebody sends the file once more.
    await putEvents(
      local,
      PHONE_OF_ANN,
      texts.filter((text) => /ann-[123]/.test(text)).map((text) => text.replace("ann-", "again-")),
    );
    await local.drained();
    expect(await placesWithAnn(local, data)).toEqual([]);
    stack.close();
  }
}, 400_000);
