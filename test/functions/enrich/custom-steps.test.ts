import { describe, expect, test } from "@jest/globals";
import { Enrichment } from "../../../functions/enrich/enrichment.ts";
import { enrichHandler } from "../../../functions/enrich/handler.ts";
import { stepsOf } from "../../../functions/enrich/steps.ts";
import { customSteps } from "../../../shared/custom/index.ts";
import { count, flag, text, utc } from "../../../shared/event/fields.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { LookUpResult } from "../../../shared/redis/facts.ts";
import {
  type CustomStep,
  customLookUpStep,
  customPlainStep,
  customTextStep,
} from "../../../shared/steps/custom-step.ts";
import { keyTable } from "../../../shared/steps/table.ts";
import { enrichRules } from "../../builders/enrichment.ts";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";

const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn:enrich", requestId: "r" };
const AT = Date.parse("2026-03-04T10:00:02Z");

/** One Redis, and whatever steps are in force by turns. */
function pipeline(rows: Record<string, LookUpResult<object>> = {}) {
  const facts = memoryFacts();
  let versions = 0;
  let now = AT;
  const found = rows;
  const withTable = {
    ...facts,
    read: async (...asked: Parameters<typeof facts.read>) => ({
      ...(await facts.read(...asked)),
      table: () => (key: string) => found[key] ?? { status: "missing" as const },
    }),
  };
  return {
    facts,
    found,
    async enrich(steps: readonly CustomStep[], ...events: object[]) {
      const lines: string[] = [];
      const enrichment = new Enrichment(stepsOf({ addressKey: "key" }), "1.0.0", steps);
      const handle = enrichHandler(
        {
          facts: withTable,
          enriched: {
            async put(records) {
              for (const { data } of records) {
                const unpacked = unpackRecord(data);
                if (unpacked.ok)
                  lines.push(...unpacked.entries.map((entry) => Buffer.from(entry).toString()));
              }
              return [];
            },
          },
          failures: { publish: async (failures) => [...failures] },
          inputs: () => ({ now: now++, nextWriteId: () => String(versions++).padStart(16, "0") }),
          meters: { batch() {} },
        },
        {
          enrichment,
          rules: enrichRules,
          outage: "wait",
          folders: new Set(),
          lanes: 4,
          packBytes: 131_072,
          compression: "none",
        },
      );
      const { batchItemFailures } = await handle(kinesisEvent([streamRecord(events)]), invocation);
      expect(batchItemFailures).toEqual([]);
      return lines;
    },
  };
}

const labels = keyTable("labels", { description: "labels", key: "code", values: { label: text("A label") } });
const broken = (): never => {
  throw new TypeError("a mistake");
};

const label = customLookUpStep("label", {
  fields: { label_text: text("A label", 64) },
  reads: "product_id",
  table: labels,
  of: ({ label }) => ({ label_text: label }),
});
const section = customTextStep("section", {
  fields: { section_name: text("First part of the path", 64), section_is_root: flag("No part") },
  reads: "page_url",
  after: "page_host",
  of: (url, host) => ({ section_name: `${host}${url.split("/")[3]}`, section_is_root: url.endsWith("/") }),
});
const delay = customPlainStep("delay", {
  fields: { delay_seconds: count("Seconds until it was received"), delay_until: utc("When it was enriched") },
  of: ({ eventTime, receivedAt }, { now }) => ({
    delay_seconds: Math.round((receivedAt - eventTime) / 1000),
    delay_until: now,
  }),
});

const event = (override: object = {}) =>
  rawEvent({ page_url: "https://shop.example/shoes/1", product_id: "P-1", zip_code: "10001", ...override });
const shoe = { "P-1": { status: "ok" as const, value: { label: 'A "shoe"\twith a tab\n' } } };

describe("steps of one's own", () => {
  test("give their fields behind those of the core, in their order, and say how look-ups went", async () => {
    const { enrich } = pipeline(shoe);
    const [line] = await enrich([delay, label, section], event());
    const given = JSON.parse(line!);
    expect(Object.keys(given).slice(-7)).toEqual([
      "delay_seconds",
      "delay_until",
      "label_text",
      "section_name",
      "section_is_root",
      "enrichment_status",
      "pipeline_version",
    ]);
    expect(given).toMatchObject({
      delay_seconds: 1,
      delay_until: "2026-03-04T10:00:02.000Z",
      label_text: 'A "shoe"\twith a tab\n',
      section_name: "shop.exampleshoes",
      section_is_root: false,
      enrichment_status: { zip: "missing", label: "ok", session: "ok" },
    });
  });

  test("leave every byte of the core's fields as it is without them", async () => {
    const [bare] = await pipeline().enrich([], event());
    const [line] = await pipeline(shoe).enrich([label, section], event());
    const core = JSON.parse(bare!);
    const { label_text: _, section_name: __, section_is_root: ___, ...rest } = JSON.parse(line!);
    expect({ ...rest, enrichment_status: undefined }).toEqual({ ...core, enrichment_status: undefined });
    expect(line).toContain(bare!.slice(0, bare!.indexOf(',"event_fingerprint"')));
  });

  test("leave the state as it is without them, but for what they gave", async () => {
    const [bare, custom] = [pipeline(), pipeline(shoe)];
    await bare.enrich([], event());
    await custom.enrich([section], event());
    const state = custom.facts.states.get("u-1")!;
    expect(state).toBe(
      `${bare.facts.states.get("u-1")}\t,"section_name":"shop.exampleshoes","section_is_root":false`,
    );
  });

  test.each([
    ["an attribute that the event does not have", { product_id: undefined, page_url: undefined }, undefined],
    ["a key that the table does not have", { product_id: "P-9", page_url: undefined }, "missing"],
  ])("give nothing for %s", async (_what, override, status) => {
    const [line] = await pipeline(shoe).enrich([label, section], event(override));
    expect(line).not.toMatch(/label_text|section_/);
    expect(JSON.parse(line!).enrichment_status.label).toBe(status);
  });

  test("may depend on what another gave", async () => {
    const after = customTextStep("after", {
      fields: { after_section: text("The section again", 64) },
      reads: "page_referrer",
      after: "section_name",
      of: (_text, name) => ({ after_section: name }),
    });
    const length = customPlainStep("length", {
      fields: { length_of_label: count("Characters") },
      after: "label_text",
      of: (_event, _batch, text) => ({ length_of_label: text?.length }),
    });
    const { enrich } = pipeline(shoe);
    const [line] = await enrich([section, label, after, length], event({ page_referrer: "/" }));
    expect(JSON.parse(line!)).toMatchObject({ after_section: "shop.exampleshoes", length_of_label: 20 });
  });

  test.each([
    ["that was looked up", {}, undefined],
    ["that the event itself gives", { geo_city: "Ghent", geo_country: "BE" }, "Ghent"],
  ])("may depend on a place %s, as a number", async (_what, given, city) => {
    const seen: (string | undefined)[] = [];
    const near = customPlainStep("near", {
      fields: { is_near: flag("In town") },
      after: "geo_city",
      of: (_event, _batch, name) => {
        seen.push(name);
        return { is_near: name === "Ghent" };
      },
    });
    const [line] = await pipeline().enrich([near], event(given));
    expect(seen).toEqual([city]);
    expect(JSON.parse(line!).is_near).toBe(city === "Ghent");
  });

  test("that come after a field which nobody gives are refused before the first event", () => {
    const lost = customTextStep("lost", { fields: {}, reads: "page_url", after: "no_field", of: () => ({}) });
    expect(() => new Enrichment(stepsOf({ addressKey: "key" }), "1.0.0", [lost])).toThrow(
      "lost comes after no_field",
    );
  });

  test("of the list all run together", async () => {
    const [line] = await pipeline().enrich(customSteps, event({ page_url: "/?utm_medium=email" }));
    expect(JSON.parse(line!)).toMatchObject({
      campaign_channel: "email",
      enrichment_status: { product: "missing" },
    });
  });
});

describe("a step of one's own that fails", () => {
  test.each([
    ["a text step", { ...section, of: broken }, "section"],
    ["a look-up step", { ...label, of: broken }, "label"],
    ["a plain step", { ...delay, of: broken }, "delay"],
    [
      "one that gives what its field does not hold",
      { ...section, of: () => ({ section_name: 5 }) },
      "section",
    ],
  ] as [string, CustomStep, string][])(
    "costs its own fields and says so: %s",
    async (_what, failing, name) => {
      const others = [label, section, delay].filter((step) => step.name !== name);
      const { enrich } = pipeline(shoe);
      const [line, again] = await enrich([failing, ...others], event(), event({ event_id: "e-2" }));
      for (const text of [line, again]) {
        const given = JSON.parse(text!);
        expect(given.enrichment_status).toMatchObject({ [name]: "error", session: "ok" });
        for (const field in failing.fields) expect(given).not.toHaveProperty(field);
        for (const step of others) for (const field in step.fields) expect(given).toHaveProperty(field);
        expect(given.page_host).toBe("shop.example");
      }
    },
  );

  test("is asked again for the next event, and an event that came before keeps its error", async () => {
    let fails = true;
    const moody: CustomStep = { ...section, of: () => (fails ? broken() : { section_name: "now" }) };
    const { enrich } = pipeline();
    const [failed] = await enrich([moody], event());
    fails = false;
    const [again, next] = await enrich([moody], event(), event({ event_id: "e-2" }));
    expect(again).toBe(failed);
    expect(JSON.parse(next!)).toMatchObject({ section_name: "now" });
    expect(JSON.parse(next!).enrichment_status.section).toBeUndefined();
  });

  test("does not stand for a Redis that has the last good value, or none", async () => {
    const { enrich } = pipeline({
      "P-1": { status: "stale", value: { label: "old" } },
      "P-2": { status: "error" },
    });
    const [stale, error] = await enrich([label], event(), event({ event_id: "e-2", product_id: "P-2" }));
    expect(JSON.parse(stale!)).toMatchObject({ label_text: "old", enrichment_status: { label: "stale" } });
    expect(JSON.parse(error!).enrichment_status.label).toBe("error");
  });
});

describe("an event that was enriched before", () => {
  const steps = { A: label, B: section, C: delay };
  const written = ["A", "B"] as const;

  test.each([
    { what: "the same steps", later: ["A", "B"] },
    { what: "one of them", later: ["B"] },
    { what: "none", later: [] },
    { what: "another one, too", later: ["A", "B", "C"] },
    { what: "the same in another order", later: ["B", "A"] },
    { what: "others alone", later: ["C"] },
  ] as { what: string; later: (keyof typeof steps)[] }[])(
    "keeps byte for byte what it was given, whatever is in force by then: $what",
    async ({ later }) => {
      const { enrich, found, facts } = pipeline(structuredClone(shoe));
      const first = await enrich(
        written.map((name) => steps[name]),
        event(),
        event({ event_id: "e-2", product_id: "P-9" }),
      );
      found["P-1"] = { status: "ok", value: { label: "of today" } };
      const now = later.map((name) => steps[name]);
      const [old, other, fresh] = await enrich(
        now,
        event(),
        event({ event_id: "e-2", product_id: "P-9" }),
        event({ event_id: "e-3" }),
      );
      expect([old, other]).toEqual(first);
      const given = JSON.parse(fresh!);
      for (const step of Object.values(steps))
        for (const field in step.fields) expect([field, field in given]).toEqual([field, now.includes(step)]);
      expect(given.session_event_index).toBe(3);
      // And once more, from a state that was written by the other steps.
      expect(await enrich([label, section], event(), event({ event_id: "e-3" }))).toEqual([old, fresh]);
      expect(facts.states.get("u-1")).not.toContain("unreadable");
    },
  );

  test("that was given nothing of one's own is remembered as without", async () => {
    const { enrich, facts } = pipeline();
    const [line] = await enrich([label], event({ product_id: undefined }));
    expect(facts.states.get("u-1")).toMatch(/\t0?\.?\d*$/);
    expect(await enrich([label], event({ product_id: undefined }))).toEqual([line]);
  });

  test.each([
    ["no JSON", ',"section_name":'],
    ["a list", ",1,2"],
    ["another number", "5"],
  ])("counts as lost with its state where %s stands for what it was given", async (_what, damaged) => {
    const { enrich, facts } = pipeline();
    await enrich([section], event());
    const state = facts.states.get("u-1")!;
    facts.states.set("u-1", state.slice(0, state.indexOf(',"section_name"')) + damaged);
    const [line] = await enrich([section], event());
    expect(JSON.parse(line!)).toMatchObject({
      section_name: "shop.exampleshoes",
      enrichment_status: { session: "stale" },
    });
  });
});
