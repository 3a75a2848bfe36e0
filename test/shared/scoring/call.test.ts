import { describe, expect, test } from "@jest/globals";
import { ScoringCall } from "../../../shared/scoring/call.ts";
import { newScoringEnvironment } from "../../../shared/scoring/environment.ts";
import type { ModelReply } from "../../../shared/scoring/ports.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";
import { fakeTransport, httpReply, replyWithNumbers, VirtualTime } from "./virtual-time.ts";

const TIMEOUT = 1_000;

/** What the latency model learns of one request: instances and milliseconds, as it is told them. */
async function learned(first: ModelReply | { after: number }, deadline: number) {
  const time = new VirtualTime();
  const transport = fakeTransport(time, (request, index) => {
    if (index > 0) return httpReply(429, {}, { "retry-after": "999" });
    return "after" in first ? { ...first, reply: replyWithNumbers(request) } : first;
  });
  const environment = newScoringEnvironment({
    url: "http://127.0.0.1/",
    timeout: TIMEOUT,
    budget: 100,
    maxBatch: 20,
    concurrency: 1,
    transport,
    clock: time,
  });
  const told: [number, number][] = [];
  const { latency } = environment;
  const observe = latency.observe.bind(latency);
  latency.observe = (n, milliseconds) => {
    told.push([n, milliseconds]);
    observe(n, milliseconds);
  };
  const terms = { readAt: 0, deadline, token: undefined, take: () => {} };
  await time.run(new ScoringCall(environment, enrichedEvents(20), terms).run());
  return { told, estimate: latency.estimate(20) };
}

describe("what a request teaches of the time that one takes", () => {
  test.each([
    { description: "a response: its time", first: { after: 40 }, deadline: 9_000, told: [[20, 40]] },
    {
      description: "none within the timeout: at least that",
      first: { after: 5_000 },
      deadline: 9_000,
      told: [[20, TIMEOUT]],
    },
    {
      description: "none by a deadline that came sooner than a usual response: nothing",
      first: { after: 5_000 },
      deadline: 3,
      told: [],
    },
    {
      description: "a service that is busy responds fast: nothing",
      first: httpReply(503, {}, { "retry-after": "999" }),
      deadline: 9_000,
      told: [],
    },
    {
      description: "a response that does not fit: nothing",
      first: httpReply(422),
      deadline: 9_000,
      told: [],
    },
  ])("$description", async ({ first, deadline, told }) => {
    expect((await learned(first, deadline)).told).toEqual(told);
  });

  test("a model that has become slow is asked for less, for its timeouts count", async () => {
    const { estimate } = await learned({ after: 5_000 }, 9_000);
    expect(estimate).toBeGreaterThan(TIMEOUT / 2);
  });
});
