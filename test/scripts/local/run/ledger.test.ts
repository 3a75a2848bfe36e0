import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { failedKey, identityOf, keyOf, outgoingKey } from "../../../../scripts/local/run/identity.ts";
import { Ledger } from "../../../../scripts/local/run/ledger.ts";
import { brokenEquations } from "../../../../scripts/local/run/report.ts";

const raw = (id: string, receivedAt?: number) => ({ key: keyOf(id), hasId: true, receivedAt });
const ledgerOf = (followPredictions = true) =>
  new Ledger({
    followPredictions,
    file: "/nowhere/to/be/written",
    places: 256,
    onFault(error) {
      throw error;
    },
  });
const enriched = (event_id: string) => ({ event_id, event_name: "page_view" });
const failure = (event_id: string, override: object = {}) => ({
  failure_id: `f-${event_id}`,
  stage: "validate",
  reason: "schema_violation",
  event_id,
  payload_sha256: "",
  ...override,
});

describe("identityOf", () => {
  test.each([
    { description: "an event goes by its id", text: '{"event_id":"a","price":1}', key: keyOf("a") },
    { description: "without an id it goes by its bytes", text: '{"price":1}', key: undefined },
    { description: "an id of another type is none", text: '{"event_id":7}', key: undefined },
    { description: "no JSON goes by its bytes", text: "{broken", key: undefined },
    {
      description: "an id of 128 characters is one",
      text: `{"event_id":"${"i".repeat(128)}"}`,
      key: keyOf("i".repeat(128)),
    },
    {
      description: "a longer one is none, as its event fails without it",
      text: `{"event_id":"${"i".repeat(129)}"}`,
      key: undefined,
    },
  ])("$description", ({ text, key }) => {
    const bytes = Buffer.from(text);
    const payload_sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(identityOf(bytes).key).toBe(key ?? failedKey({ payload_sha256 }));
  });

  test("the key of an event and of its failed row agree", () => {
    expect(failedKey({ event_id: "a", payload_sha256: "x" })).toBe(
      identityOf(Buffer.from('{"event_id":"a"}')).key,
    );
  });
});

describe("outgoingKey", () => {
  const source = { stream: "s", shard_id: "", sequence_number: "1", subsequence_number: 0, arrival_time: "" };
  const text = '{"event_id":"a"}';
  const refused = { reason: "schema_violation" as const, errors: [] };
  const payload_sha256 = createHash("sha256").update(text).digest("hex");
  test.each([
    { description: "an event comes under its id", event: { text }, key: keyOf("a") },
    { description: "and as bytes, too", event: { text: Buffer.from(text) }, key: keyOf("a") },
    {
      description: "one that is refused fails under the id that its producer gave it",
      event: { text, event_id: "given", refused },
      key: failedKey({ event_id: "given", payload_sha256 }),
    },
    {
      description: "or without any",
      event: { text, refused },
      key: failedKey({ payload_sha256 }),
    },
  ])("$description", ({ event, key }) => {
    expect(outgoingKey({ device: "", source, ...event })).toBe(key);
  });
});

describe("Ledger", () => {
  test("follows an event from raw to its prediction and times each hop", () => {
    const ledger = ledgerOf();
    ledger.onRaw(raw("a", 1_000), 1_010);
    expect(ledger.outstanding).toEqual({ enrich: 1, predict: 0 });
    ledger.onEnriched(enriched("a"), 1_050);
    expect(ledger.outstanding).toEqual({ enrich: 0, predict: 1 });
    ledger.onPredicted("a", 1_150);
    expect(ledger.outstanding).toEqual({ enrich: 0, predict: 0 });
    const { produce, enrich, predict, end_to_end } = ledger.latencies.report();
    expect([produce.max, enrich.max, predict.max, end_to_end.max]).toEqual([10, 40, 100, 150]);
  });

  test("counts a second delivery as such, and no event twice", () => {
    const ledger = ledgerOf();
    for (let delivery = 0; delivery < 2; delivery += 1) {
      ledger.onRaw(raw("a"), 0);
      ledger.onEnriched(enriched("a"), 0);
      ledger.onPredicted("a", 0);
    }
    expect([ledger.raw, ledger.enriched, ledger.predicted]).toEqual([1, 1, 1]);
    expect(ledger.redelivered).toEqual({ raw: 1, enriched: 1 });
    expect(ledger.outstanding).toEqual({ enrich: 0, predict: 0 });
  });

  test("a failed event is done, and its row counts once however often it is written", () => {
    const ledger = ledgerOf();
    ledger.onRaw(raw("a"), 0);
    ledger.onFailed(failure("a"));
    ledger.onFailed(failure("a"));
    expect(ledger.failed).toEqual({ validate: { schema_violation: 1 } });
    expect(ledger.outstanding.enrich).toBe(0);
  });

  test.each([
    {
      description: "was put on the stream twice",
      again: "validate",
      counted: { validate: { schema_violation: 1 } },
    },
    {
      description: "was in a batch given up, too",
      again: "enrich",
      counted: { validate: { schema_violation: 1 } },
    },
    {
      description: "failed behind the enriched stream, too",
      again: "archive",
      counted: { validate: { schema_violation: 1 }, archive: { schema_violation: 1 } },
    },
  ])("rows of two records for an event that $description", ({ again, counted }) => {
    const ledger = ledgerOf();
    for (const place of [0, 1]) ledger.onRaw(raw("a"), place);
    ledger.onFailed(failure("a", { failure_id: "first" }));
    ledger.onFailed(failure("a", { failure_id: "second", stage: again }));
    expect([ledger.raw, ledger.failed]).toEqual([1, counted]);
  });

  test.each([
    { stage: "predict", outstanding: { enrich: 0, predict: 0 } },
    { stage: "archive", outstanding: { enrich: 0, predict: 1 } },
  ])("a failure at $stage leaves the other branch to be awaited", ({ stage, outstanding }) => {
    const ledger = ledgerOf();
    ledger.onRaw(raw("a"), 0);
    ledger.onEnriched(enriched("a"), 0);
    ledger.onFailed(failure("a", { stage }));
    expect(ledger.outstanding).toEqual(outstanding);
  });

  test("takes a prediction that comes before the enriched event, as inline scoring stores it", () => {
    const ledger = ledgerOf();
    ledger.onRaw(raw("a", 1_000), 1_010);
    ledger.onPredicted("a", 1_060);
    expect(ledger.outstanding).toEqual({ enrich: 1, predict: 0 });
    ledger.onEnriched(enriched("a"), 1_070);
    expect(ledger.outstanding).toEqual({ enrich: 0, predict: 0 });
    expect(ledger.predicted).toBe(1);
    expect(ledger.latencies.report().end_to_end.max).toBe(60);
  });

  test("does not wait for predictions that are one a user", () => {
    const ledger = ledgerOf(false);
    ledger.onRaw(raw("a"), 0);
    ledger.onEnriched(enriched("a"), 0);
    expect(ledger.outstanding).toEqual({ enrich: 0, predict: 0 });
  });

  describe("a failed event that is replayed", () => {
    const id = `${"0".repeat(32)}-validate`;

    test("is enriched and failed no more", () => {
      const ledger = ledgerOf();
      ledger.onRaw(raw("a"), 0);
      ledger.onFailed(failure("a"));
      ledger.onRaw(raw("a"), 0);
      ledger.onEnriched(enriched("a"), 0);
      expect([ledger.raw, ledger.enriched, ledger.failed]).toEqual([1, 1, {}]);
      ledger.onFailed(failure("a"));
      expect(ledger.failed).toEqual({});
    });

    test("without an id of its own is known by its failure", () => {
      const ledger = ledgerOf();
      const bytes = Buffer.from('{"price":"1"}');
      const payload_sha256 = createHash("sha256").update(bytes).digest("hex");
      ledger.onRaw(identityOf(bytes), 0);
      ledger.onFailed(failure("", { failure_id: id, event_id: undefined, payload_sha256 }));
      const marks = { replay_of: id, replay_count: "1", replay_first_failed_at: "2026-03-01T12:00:00.000Z" };
      const patched = { event_id: "new", price: 1, metadata: marks };
      ledger.onRaw(identityOf(Buffer.from(JSON.stringify(patched))), 0);
      ledger.onEnriched({ ...enriched("new"), metadata: marks }, 0);
      expect([ledger.raw, ledger.enriched, ledger.failed]).toEqual([1, 1, {}]);
    });

    test("that never reached the stream is raw then", () => {
      const ledger = ledgerOf();
      ledger.onFailed(failure("a", { stage: "produce" }));
      expect(ledger.failedAt("produce")).toBe(1);
      ledger.onRaw(raw("a"), 0);
      expect([ledger.raw, ledger.failedAt("produce")]).toEqual([1, 0]);
    });
  });

  describe("what is read", () => {
    const produced = { stage: "produce", failure_id: "p-1" };
    type Step = (ledger: Ledger) => void;
    const handed =
      (id: string): Step =>
      (ledger) =>
        ledger.onHandedOver(keyOf(id));
    const put =
      (id: string): Step =>
      (ledger) =>
        ledger.onRaw(raw(id), 0);
    const refused =
      (id: string): Step =>
      (ledger) =>
        ledger.onFailed(failure(id, { stage: "produce", failure_id: `p-${id}` }));

    test.each<{ description: string; steps: Step[]; own: number; others: number; awaited: number }>([
      { description: "comes from the source", steps: [handed("a"), put("a")], own: 1, others: 0, awaited: 0 },
      { description: "is on its way", steps: [handed("a")], own: 1, others: 0, awaited: 1 },
      { description: "comes from others", steps: [put("a")], own: 0, others: 1, awaited: 0 },
      { description: "comes from others twice", steps: [put("a"), put("a")], own: 0, others: 1, awaited: 0 },
      {
        description: "comes from the source, and from others as well",
        steps: [handed("a"), put("a"), put("a")],
        own: 1,
        others: 0,
        awaited: 0,
      },
      {
        description: "comes from others before the source hands it over",
        steps: [put("a"), handed("a"), put("a")],
        own: 1,
        others: 0,
        awaited: 0,
      },
      {
        description: "fails on its way",
        steps: [handed("a"), refused("a")],
        own: 1,
        others: 0,
        awaited: 0,
      },
      { description: "fails on the way of others", steps: [refused("a")], own: 0, others: 1, awaited: 0 },
      {
        description: "fails on the way of others, and is put back",
        steps: [refused("a"), put("a")],
        own: 0,
        others: 1,
        awaited: 0,
      },
      {
        description: "comes from the source, and fails on the way of others",
        steps: [handed("a"), put("a"), refused("a")],
        own: 1,
        others: 0,
        awaited: 0,
      },
      {
        description: "does not arrive while others put something else",
        steps: [handed("a"), put("b")],
        own: 1,
        others: 1,
        awaited: 1,
      },
    ])("$description", ({ steps, own, others, awaited }) => {
      const ledger = ledgerOf();
      for (const step of steps) step(ledger);
      expect([ledger.arrivals.handed, ledger.arrivals.fromOthers, ledger.arrivals.awaited]).toEqual([
        own,
        others,
        awaited,
      ]);
      // Each is in one place.
      expect(ledger.raw + ledger.failedAt("produce")).toBe(own + others - awaited);
    });

    test("twice by the source is told as such", () => {
      const ledger = ledgerOf();
      expect([ledger.onHandedOver(keyOf("a")), ledger.onHandedOver(keyOf("a"))]).toEqual([true, false]);
    });

    test("once and under a new id after it was mended is one event", () => {
      const ledger = ledgerOf();
      const id = `${"0".repeat(32)}-produce`;
      ledger.onHandedOver(keyOf("document"));
      ledger.onFailed(failure("document", { ...produced, failure_id: id }));
      const marks = { replay_of: id, replay_count: "1", replay_first_failed_at: "2026-03-01T12:00:00.000Z" };
      const put = () =>
        ledger.onRaw(identityOf(Buffer.from(JSON.stringify({ event_id: "new", metadata: marks }))), 0);
      put();
      put();
      ledger.onEnriched({ ...enriched("new"), metadata: marks }, 0);
      ledger.onPredicted("new", 0);
      expect([ledger.arrivals.handed, ledger.arrivals.fromOthers, ledger.arrivals.awaited]).toEqual([
        1, 0, 0,
      ]);
      expect([ledger.raw, ledger.enriched, ledger.failed]).toEqual([1, 1, {}]);
      expect(ledger.outstanding).toEqual({ enrich: 0, predict: 0 });
    });

    test("closes the accounting however it is mixed, unless something vanishes", () => {
      const way = fc.constantFrom("source", "others", "both", "source twice", "others first");
      fc.assert(
        fc.property(fc.array(way, { minLength: 1 }), fc.boolean(), (ways, vanishes) => {
          const ledger = ledgerOf();
          const own = ways.filter((each) => each !== "others").length;
          const lost = vanishes ? ways.findIndex((each) => each === "source" || each === "source twice") : -1;
          for (const [at, each] of ways.entries()) {
            const id = `e${at}`;
            if (each === "others first") ledger.onRaw(raw(id), 0);
            if (each !== "others") ledger.onHandedOver(keyOf(id));
            if (each === "source twice") ledger.onHandedOver(keyOf(id));
            if (at === lost) continue;
            for (let time = 0; time < (each === "both" || each === "source twice" ? 2 : 1); time += 1)
              ledger.onRaw(raw(id), 0);
            if (at % 3 === 0) ledger.onFailed(failure(id));
            else ledger.onEnriched(enriched(id), 0);
          }
          const { raw: put, enriched: done, failed } = ledger;
          const broken = brokenEquations({
            read: own + ledger.arrivals.fromOthers,
            raw: put,
            enriched: done,
            archived: done,
            predicted: done,
            failed,
            forgotten: { archived: 0, predicted: 0 },
            predictionsCounted: true,
          });
          expect(broken.length).toBe(lost < 0 ? 0 : 1);
          expect(ledger.arrivals.awaited).toBe(lost < 0 ? 0 : 1);
        }),
      );
    });
  });

  test("an event that was mended and failed again is one failure, under whatever id", () => {
    const ledger = ledgerOf();
    const id = `${"0".repeat(32)}-validate`;
    ledger.onRaw(raw("old"), 0);
    ledger.onFailed(failure("old", { failure_id: id }));
    const marks = { replay_of: id, replay_count: "1", replay_first_failed_at: "2026-03-01T12:00:00.000Z" };
    ledger.onRaw(identityOf(Buffer.from(JSON.stringify({ event_id: "new", metadata: marks }))), 0);
    ledger.onFailed(failure("new", { failure_id: id, replay_of: id }));
    ledger.onFailed(failure("new", { failure_id: "another-enrich", stage: "enrich", replay_of: id }));
    expect([ledger.raw, ledger.arrivals.fromOthers, ledger.failedAt("validate", "enrich")]).toEqual([
      1, 1, 1,
    ]);
    expect(ledger.outstanding).toEqual({ enrich: 0, predict: 0 });
  });

  test("a row of a stage that does not exist is no failure", () => {
    const ledger = ledgerOf();
    ledger.onFailed(failure("a", { stage: "elsewhere" }));
    expect(ledger.failed).toEqual({});
  });

  test("a failure that was only a possibility counts as long as the event is nowhere else", () => {
    const ledger = ledgerOf();
    for (const event of ["a", "b"]) ledger.onRaw(raw(event), 0);
    ledger.onEnriched(enriched("a"), 0);
    ledger.onFailed(failure("a", { stage: "enrich" }));
    ledger.onFailed(failure("b", { stage: "enrich" }));
    expect(ledger.failedAt("enrich")).toBe(1);
    ledger.onEnriched(enriched("b"), 0);
    expect(ledger.failedAt("enrich")).toBe(0);
  });
});
