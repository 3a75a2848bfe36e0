import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { shippedCoefficients } from "../../../../functions/model/coefficients.ts";
import { type Model, startModel } from "../../../../scripts/local/model/index.ts";
import { createScorer } from "../../../../shared/scoring/scorer.ts";
import { enrichedEvent, enrichedEvents } from "../../../builders/enriched-event.ts";
import { features } from "../../../builders/features.ts";
import { type Scores, scoresOf } from "../../../shared/scoring/scores.ts";

let model: Model;

beforeEach(async () => {
  model = await startModel({ port: 0, token: "secret" });
});

afterEach(() => model.stop());

async function post(instances: unknown, token = "secret") {
  const answer = await fetch(model.url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: typeof instances === "string" ? instances : JSON.stringify({ instances }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function score(count: number, token = "secret", deadline = 10_000): Promise<Scores> {
  const options = { timeout: 500, budget: 100, maxBatch: 50, concurrency: 4 };
  const scorer = createScorer({ url: model.url, token: async () => token, ...options });
  const now = Date.now();
  try {
    return await scoresOf(scorer, enrichedEvents(count), { readAt: now, deadline: now + deadline });
  } finally {
    await scorer.close();
  }
}

describe("the local scoring service", () => {
  test("answers in the protocol of TensorFlow-Serving and KServe", async () => {
    const { status, body } = await post([
      features(enrichedEvent()),
      features(enrichedEvent({ is_bot: true })),
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({
      predictions: [expect.any(Number), expect.any(Number)],
      model_version: shippedCoefficients.version,
    });
    const [person, bot] = body.predictions as [number, number];
    expect(person).toBeGreaterThan(bot);
  });

  test.each<{ description: string; body: unknown; message: RegExp }>([
    { description: "no JSON", body: "{", message: /instances/ },
    { description: "no instances", body: "{}", message: /instances/ },
    { description: "an instance that lacks a feature", body: [{ hour_sin: 0 }], message: /hour_cos/ },
    { description: "an instance that is no object", body: [3], message: /object/ },
  ])("refuses $description with 400", async ({ body, message }) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(message);
  });

  test("asks for the token, but not for its health", async () => {
    expect((await post([], "wrong")).status).toBe(401);
    expect((await fetch(model.health)).status).toBe(200);
  });

  test("knows no other address", async () => {
    expect((await fetch(`${model.url}x`, { method: "POST" })).status).toBe(404);
  });

  test("counts what it answered", async () => {
    await post([features(enrichedEvent())]);
    await post("{");
    expect(model.calls()).toEqual({ requests: 2, instances: 1, byStatus: { 200: 1, 400: 1 } });
  });
});

describe("the scorer in front of it", () => {
  test.each<{ description: string; fault(): void }>([
    { description: "nothing wrong", fault: () => {} },
    { description: "a few internal errors", fault: () => model.fail({ status: 500, times: 2 }) },
    { description: "too many requests", fault: () => model.fail({ status: 429, times: 1, retryAfter: "0" }) },
    { description: "connections cut", fault: () => model.fail({ status: "cut", times: 2 }) },
    { description: "a request that hangs", fault: () => model.fail({ status: "hang", times: 1 }) },
    { description: "a short answer", fault: () => model.answer("short", 1) },
    { description: "a long answer", fault: () => model.answer("long", 1) },
    { description: "a malformed answer", fault: () => model.answer("malformed", 1) },
  ])("scores every event through $description", async ({ fault }) => {
    fault();
    const { scored, rejected, unscored } = await score(200);
    expect([scored.length, rejected.length, unscored.length]).toEqual([200, 0, 0]);
    expect(new Set(scored.map(({ modelVersion }) => modelVersion))).toEqual(
      new Set([shippedCoefficients.version]),
    );
  });

  test("finds the instances that it refuses", async () => {
    model.reject(({ event_id }) => event_id === "e-17" || event_id === "e-101");
    const { scored, rejected } = await score(200);
    expect(rejected.map(({ event }) => event.event_id).sort()).toEqual(["e-101", "e-17"]);
    expect(scored).toHaveLength(198);
  });

  test("throws for a wrong token", async () => {
    await expect(score(10, "wrong")).rejects.toThrow("MODEL_SECRET_ARN");
  });

  test("gives everything back while it is down", async () => {
    model.fail({ status: 503, retryAfter: "60" });
    expect((await score(30)).unscored).toHaveLength(30);
    model.heal();
    expect((await score(30)).scored).toHaveLength(30);
  });
});
