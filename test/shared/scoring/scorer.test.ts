import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { featureValues } from "../../../shared/features/features.ts";
import { ModelFault, type ModelReply, type RequestReport } from "../../../shared/scoring/ports.ts";
import { createScorer, type ScorerOptions } from "../../../shared/scoring/scorer.ts";
import { enrichedEvent, enrichedEvents } from "../../builders/enriched-event.ts";
import { scoresOf } from "./scores.ts";
import {
  fakeTransport,
  httpReply,
  numberOfId,
  type Respond,
  replyWithNumbers,
  VirtualTime,
} from "./virtual-time.ts";

const DEADLINE = 60_000;

/** A scorer on virtual time, in front of a model that `respond` plays. */
function scorerWith(respond: Respond, override: Partial<ScorerOptions> = {}) {
  const time = new VirtualTime();
  const transport = fakeTransport(time, respond);
  const reports: RequestReport[] = [];
  const scorer = createScorer({
    url: "http://127.0.0.1/v1/models/m:predict",
    token: async () => "secret",
    timeout: 1_000,
    budget: 100,
    maxBatch: 500,
    concurrency: 4,
    report: (report) => reports.push(report),
    transport,
    clock: time,
    ...override,
  });
  return {
    sent: transport.sent,
    reports,
    time,
    score: (count: number, deadline = time.now() + DEADLINE) =>
      time.run(scoresOf(scorer, enrichedEvents(count), { readAt: time.now(), deadline })),
  };
}

const idsOf = (events: readonly { event_id: string }[]) => events.map(({ event_id }) => event_id).sort();

describe("scorer", () => {
  test("gives every event the prediction of its own instance, the version and the features", async () => {
    const respond: Respond = ({ ids }) =>
      httpReply(200, { predictions: ids.map(numberOfId), model_version: "m-3" });
    const { score, sent } = scorerWith(respond);
    const { scored, rejected, unscored } = await score(1_200);
    expect(scored).toHaveLength(1_200);
    expect(scored.every(({ event, prediction }) => prediction === numberOfId(event.event_id))).toBe(true);
    expect(new Set(scored.map(({ modelVersion }) => modelVersion))).toEqual(new Set(["m-3"]));
    expect(scored[0]!.features).toEqual(featureValues(scored[0]!.event));
    expect(scored[0]!.itemFeatures).toContain('"event_page_view":{"N":"1"}');
    expect([rejected, unscored]).toEqual([[], []]);
    expect(sent.every(({ ids, token }) => ids.length <= 500 && token === "secret")).toBe(true);
  });

  test("sends nothing when there is nothing to score", async () => {
    const { score, sent } = scorerWith(replyWithNumbers);
    expect(await score(0)).toEqual({ scored: [], rejected: [], unscored: [], lastError: undefined });
    expect(sent).toEqual([]);
  });

  test("never has more requests under way than it may", async () => {
    let underWay = 0;
    let most = 0;
    const { score, time } = scorerWith(
      (request) => {
        underWay += 1;
        most = Math.max(most, underWay);
        void time.sleep(9).then(() => {
          underWay -= 1;
        });
        return replyWithNumbers(request);
      },
      { maxBatch: 10, concurrency: 3 },
    );
    await score(300);
    expect(most).toBe(3);
  });

  const passing: { description: string; reply: ModelReply | { after: number; reply: ModelReply } }[] = [
    { description: "429", reply: httpReply(429) },
    { description: "500", reply: httpReply(500) },
    { description: "503 with Retry-After", reply: httpReply(503, {}, { "retry-after": "2" }) },
    { description: "408", reply: httpReply(408) },
    { description: "a timeout", reply: { after: 5_000, reply: httpReply(200) } },
    { description: "a lost connection", reply: { kind: "unreachable", message: "ECONNRESET" } },
    { description: "a short answer", reply: httpReply(200, { predictions: [] }) },
    { description: "a long answer", reply: httpReply(200, { predictions: Array(999).fill(1) }) },
    { description: "an answer that is no JSON", reply: httpReply(200, "<html>") },
    { description: "an answer too large to read", reply: { kind: "unreadable", message: "too large" } },
  ];
  test.each(passing)("$description passes: the same events are scored later", async ({ reply }) => {
    const { score, reports } = scorerWith((request, index) =>
      index === 0 ? reply : replyWithNumbers(request),
    );
    const { scored, rejected, unscored } = await score(40);
    expect(idsOf(scored.map(({ event }) => event))).toEqual(idsOf(enrichedEvents(40)));
    expect([rejected, unscored]).toEqual([[], []]);
    expect(reports[0]!.outcome).not.toBe("predicted");
  });

  test.each([401, 403, 404, 301, 308])("%i is a fault of the configuration, and throws", async (status) => {
    const { score, sent } = scorerWith(() => httpReply(status));
    await expect(score(10)).rejects.toThrow(ModelFault);
    await expect(score(10)).rejects.toThrow(/MODEL_(URL|SECRET_ARN)/);
    expect(sent).toHaveLength(2);
  });

  test("a timeout halves what is sent again", async () => {
    const { score, sent } = scorerWith((request) =>
      request.ids.length > 30
        ? { after: 5_000, reply: replyWithNumbers(request) }
        : replyWithNumbers(request),
    );
    const { scored } = await score(100);
    expect(scored).toHaveLength(100);
    expect(sent[0]!.ids).toHaveLength(100);
    expect(Math.max(...sent.slice(3).map(({ ids }) => ids.length))).toBeLessThanOrEqual(50);
  });

  test("Retry-After stops every request until then", async () => {
    const { score, sent } = scorerWith((request, index) =>
      index === 0 ? httpReply(429, {}, { "retry-after": "7" }) : replyWithNumbers(request),
    );
    await score(400);
    const first = sent[0]!.at + 10;
    expect(sent.filter(({ at }) => at > first).every(({ at }) => at >= first + 7_000)).toBe(true);
  });

  test("a Retry-After beyond the deadline gives the events back at once", async () => {
    const { score, time } = scorerWith(() => httpReply(503, {}, { "retry-after": "120" }));
    const { unscored, lastError } = await score(50);
    expect(unscored).toHaveLength(50);
    expect(lastError).toContain("503");
    expect(time.now()).toBeLessThan(1_000);
  });

  test("a model that stays down costs few requests, and every event comes back", async () => {
    const { score, sent, reports, time } = scorerWith(() => ({
      kind: "unreachable",
      message: "ECONNREFUSED",
    }));
    const { unscored, lastError } = await score(5_000);
    expect(idsOf(unscored)).toEqual(idsOf(enrichedEvents(5_000)));
    expect(sent.length).toBeLessThan(25);
    expect(reports.filter(({ opened }) => opened).length).toBeGreaterThan(0);
    expect(lastError).toBe("ECONNREFUSED");
    expect(time.now()).toBeLessThanOrEqual(DEADLINE);
  });

  test("what was learned about an outage outlives the call", async () => {
    const { score, sent } = scorerWith(() => httpReply(500));
    await score(5_000);
    const before = sent.length;
    const { unscored } = await score(100, 0);
    expect(unscored).toHaveLength(100);
    expect(sent).toHaveLength(before);
  });

  test("an outage that ends before the deadline is waited for", async () => {
    const { score, time } = scorerWith((request) =>
      time.now() < 5_000 ? httpReply(503) : replyWithNumbers(request),
    );
    const { scored, unscored } = await score(300);
    expect(scored.length + unscored.length).toBe(300);
    expect(scored.length).toBeGreaterThan(0);
  });

  test("answers by the deadline", async () => {
    const { score, time } = scorerWith((request) => ({ after: 900, reply: replyWithNumbers(request) }), {
      maxBatch: 10,
    });
    const { scored, unscored } = await score(500, 2_000);
    expect(time.now()).toBeLessThanOrEqual(2_000);
    expect(scored.length + unscored.length).toBe(500);
    expect(scored.length).toBeGreaterThan(0);
    expect(unscored.length).toBeGreaterThan(0);
  });

  test("a model that answers nothing usable rejects nobody", async () => {
    const { score } = scorerWith(() => httpReply(200, { predictions: "none" }));
    const { rejected, unscored } = await score(20);
    expect(rejected).toEqual([]);
    expect(unscored).toHaveLength(20);
  });

  test("an error of the program itself is thrown, and does not leave the breaker waiting", async () => {
    const { score, sent } = scorerWith((request, index) => {
      if (index === 0) throw new TypeError("broken");
      return replyWithNumbers(request);
    });
    await expect(score(10)).rejects.toThrow("broken");
    expect((await score(10)).scored).toHaveLength(10);
    expect(sent).toHaveLength(2);
  });

  const poisonous = fc.record({
    count: fc.integer({ min: 1, max: 400 }),
    poison: fc.uniqueArray(fc.integer({ min: 0, max: 399 }), { maxLength: 12 }),
    concurrency: fc.integer({ min: 1, max: 6 }),
    maxBatch: fc.integer({ min: 1, max: 500 }),
  });

  test("exactly the instances that the model refuses are rejected", async () => {
    await fc.assert(
      fc.asyncProperty(poisonous, async ({ count, poison, ...options }) => {
        const bad = new Set(poison.filter((index) => index < count).map((index) => `e-${index}`));
        const { score } = scorerWith(
          (request) =>
            request.ids.some((id) => bad.has(id))
              ? httpReply(422, { error: "price is odd" })
              : replyWithNumbers(request),
          options,
        );
        const { scored, rejected, unscored } = await score(count);
        expect(idsOf(rejected.map(({ event }) => event))).toEqual([...bad].sort());
        expect(rejected.every(({ status, message }) => status === 422 && message === "price is odd")).toBe(
          true,
        );
        expect(scored).toHaveLength(count - bad.size);
        expect(unscored).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("an instance is refused twice, each time alone, before it is rejected", async () => {
    const { score, sent } = scorerWith((request) =>
      request.ids.includes("e-3") ? httpReply(400, { error: "no such product" }) : replyWithNumbers(request),
    );
    const { scored, rejected } = await score(64);
    expect(rejected).toMatchObject([{ event: { event_id: "e-3" }, status: 400, message: "no such product" }]);
    expect(scored).toHaveLength(63);
    const alone = sent.filter(({ ids }) => ids.length === 1 && ids[0] === "e-3");
    expect(alone).toHaveLength(2);
    expect(alone[1]!.at).toBeGreaterThan(alone[0]!.at + 10);
  });

  test("an instance that is refused once and taken then is scored", async () => {
    const refusedOnce = new Set<string>();
    const { score } = scorerWith((request) => {
      const [id] = request.ids;
      if (request.ids.length > 1 || refusedOnce.has(id!)) return replyWithNumbers(request);
      refusedOnce.add(id!);
      return httpReply(422);
    });
    const { scored, rejected, unscored } = await score(1);
    expect([scored.length, rejected, unscored]).toEqual([1, [], []]);
  });

  test("what the model has no number for is rejected, and the rest of its response is scored", async () => {
    const { score, sent } = scorerWith(({ ids }) =>
      httpReply(200, `{"predictions":[${ids.map((id) => (id === "e-3" ? "NaN" : numberOfId(id)))}]}`),
    );
    const { scored, rejected, unscored } = await score(64);
    expect(rejected).toMatchObject([{ event: { event_id: "e-3" }, status: 200 }]);
    expect(rejected[0]!.message).toContain("not finite");
    expect(scored).toHaveLength(63);
    expect(unscored).toEqual([]);
    expect(sent.map(({ ids }) => ids.length)).toEqual([64, 1, 1]);
  });

  const faulty = ["cut", "short", "long", "text", "unreadable"] as const;
  const anyFault = fc.constantFrom(...faulty);

  test("a response that does not fit its request is never an instance's fault", async () => {
    const rates = fc.double({ min: 0.1, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        rates,
        fc.infiniteStream(anyFault),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.integer({ min: 1, max: 60 }),
        async (rate, faults, dice, count) => {
          const { score } = scorerWith((request) => {
            if (dice.next().value! > rate) return replyWithNumbers(request);
            const fault = faults.next().value!;
            const predictions = request.ids.map(numberOfId);
            const body = JSON.stringify({ predictions });
            if (fault === "cut")
              return httpReply(200, body.slice(0, Math.floor(dice.next().value! * (body.length - 1))));
            if (fault === "short") return httpReply(200, { predictions: predictions.slice(1) });
            if (fault === "long") return httpReply(200, { predictions: [...predictions, 1] });
            if (fault === "text") return httpReply(200, { predictions: predictions.map(String) });
            return { kind: "unreadable", message: "too large" };
          });
          const { scored, rejected, unscored } = await score(count);
          expect(rejected).toEqual([]);
          expect(idsOf([...scored.map(({ event }) => event), ...unscored])).toEqual(
            idsOf(enrichedEvents(count)),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test("a response that is cut now and then leaves few events for another call", async () => {
    const { score } = scorerWith((request, index) =>
      index % 2 === 0 ? httpReply(200, '{"predictions":[0.') : replyWithNumbers(request),
    );
    const { scored, rejected, unscored } = await score(200);
    expect([scored.length, rejected, unscored]).toEqual([200, [], []]);
  });

  const replies = fc.array(
    fc.constantFrom("ok", "400", "429", "500", "timeout", "cut", "short", "malformed" as const),
    { minLength: 1, maxLength: 40 },
  );

  test("whatever the model does, every event is in exactly one list by the deadline", async () => {
    await fc.assert(
      fc.asyncProperty(replies, fc.integer({ min: 0, max: 300 }), async (kinds, count) => {
        const { score, time } = scorerWith((request, index) => {
          const kind = kinds[index % kinds.length]!;
          if (kind === "ok") return replyWithNumbers(request);
          if (kind === "timeout") return { after: 3_000, reply: replyWithNumbers(request) };
          if (kind === "cut") return { kind: "unreachable", message: "cut" };
          if (kind === "short") return httpReply(200, { predictions: request.ids.slice(1).map(() => 1) });
          if (kind === "malformed") return httpReply(200, "{");
          return httpReply(Number(kind));
        });
        const { scored, rejected, unscored } = await score(count);
        const all = [...scored.map(({ event }) => event), ...rejected.map(({ event }) => event), ...unscored];
        expect(idsOf(all)).toEqual(idsOf(enrichedEvents(count)));
        expect(scored.every(({ event, prediction }) => prediction === numberOfId(event.event_id))).toBe(true);
        expect(time.now()).toBeLessThanOrEqual(DEADLINE);
      }),
      { numRuns: 100 },
    );
  });

  test("answers that name their event may come in any order", async () => {
    const { score } = scorerWith(({ ids }) =>
      httpReply(200, {
        predictions: ids.map((id) => ({ event_id: id, prediction: numberOfId(id) })).reverse(),
      }),
    );
    const { scored } = await score(30);
    expect(scored.map(({ event, prediction }) => prediction === numberOfId(event.event_id))).toEqual(
      Array(30).fill(true),
    );
  });

  test("an event's odd id does not break the request", async () => {
    const time = new VirtualTime();
    const transport = fakeTransport(time, ({ ids }) => httpReply(200, { predictions: ids.map(() => 0.5) }));
    const scorer = createScorer({
      url: "http://127.0.0.1/",
      token: async () => undefined,
      timeout: 100,
      budget: 100,
      maxBatch: 10,
      concurrency: 1,
      transport,
      clock: time,
    });
    await time.run(
      scoresOf(scorer, [enrichedEvent({ event_id: 'a"b\\\n' })], { readAt: 0, deadline: 1_000 }),
    );
    expect(transport.sent[0]!.ids).toEqual(['a"b\\\n']);
  });
});
