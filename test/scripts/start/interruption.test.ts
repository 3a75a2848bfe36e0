import { describe, expect, test } from "@jest/globals";
import { meaningOf, type RunStage, type SignalArrival } from "../../../scripts/start/interruption.ts";

const NEVER = Number.POSITIVE_INFINITY;
const arrival = (override: Partial<SignalArrival> = {}): SignalArrival => ({
  cause: "signal",
  afterMs: NEVER,
  waitedMs: 0,
  ...override,
});

describe("what a signal means", () => {
  test.each<[string, RunStage, Partial<SignalArrival>, ReturnType<typeof meaningOf>]>([
    ["the first Ctrl-C drains", "running", {}, "stop"],
    ["the same one, by another way", "draining", { afterMs: 5 }, "same"],
    ["the same one, just in time", "draining", { afterMs: 999 }, "same"],
    ["a second one, a second later", "draining", { afterMs: 1_000 }, "abandon"],
    ["the first one in a drain that began by itself", "draining", {}, "noted"],
    ["a second one in such a drain", "draining", { afterMs: 3_000 }, "abandon"],
    ["seen late, as the program was busy", "draining", { afterMs: 1_500, waitedMs: 1_400 }, "same"],
    ["seen late, and yet a second one", "draining", { afterMs: 3_000, waitedMs: 1_400 }, "abandon"],
    ["the end of the hold", "holding", { afterMs: 60_000 }, "stop"],
    ["the end of the hold, the first of the run", "holding", {}, "stop"],
    ["a late delivery of the one that led to the hold", "holding", { afterMs: 400 }, "same"],
    ["after the verdict", "over", {}, "abandon"],
    ["a late delivery after the verdict", "over", { afterMs: 400 }, "same"],
    ["a closed terminal drains", "running", { cause: "hangup" }, "stop"],
    ["a closed terminal, right after a Ctrl-C", "holding", { cause: "hangup", afterMs: 10 }, "stop"],
    ["a closed terminal is never a second one", "draining", { cause: "hangup", afterMs: 5_000 }, "same"],
    ["a closed terminal after the verdict", "over", { cause: "hangup" }, "same"],
  ])("%s", (_description, stage, override, meaning) => {
    expect(meaningOf(stage, arrival(override))).toBe(meaning);
  });
});
