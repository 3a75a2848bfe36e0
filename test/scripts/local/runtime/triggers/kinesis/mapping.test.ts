import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { runStreamMapping } from "../../../../../../scripts/local/runtime/triggers/kinesis/mapping.ts";
import type { Discard } from "../../../../../../scripts/local/runtime/triggers/kinesis/retry.ts";
import type {
  InvocationOutcome,
  MappingRules,
  StartingPosition,
} from "../../../../../../scripts/local/runtime/triggers/kinesis/types.ts";
import { aggregate } from "../../../../../../shared/pack/kpl.ts";
import { type FakeShard, fakeShard, fakeStream, record, records } from "../../fake-stream.ts";
import { simulatedClock } from "../../simulated-clock.ts";
import { rules } from "./rules.ts";

interface Call {
  shard: string;
  sequences: string[];
  keys: string[];
}

type Behaviour = (call: Call, calls: readonly Call[]) => InvocationOutcome;

const fine: InvocationOutcome = { kind: "answer", payload: '{"batchItemFailures":[]}' };

interface Extras {
  start?: StartingPosition;
  /** How long the destination takes, ms; "none" when there is no destination. */
  destination?: number | "none";
}

function run(
  shards: FakeShard[],
  more: Partial<MappingRules> = {},
  behave: Behaviour = () => fine,
  { start = { at: "TRIM_HORIZON" }, destination = 0 }: Extras = {},
) {
  const clock = simulatedClock();
  const { stream, changed, checkpoints, keeps } = fakeStream(...shards);
  const calls: Call[] = [];
  const discards: Discard[] = [];
  const lines: string[] = [];
  let inCall = 0;
  let mostAtOnce = 0;
  const mapping = runStreamMapping(
    stream,
    {
      id: "m",
      functionName: "f",
      start,
      rules: rules(more),
      source: { eventSourceArn: stream.arn, region: "eu-west-1", roleArn: "role" },
    },
    {
      clock,
      random: () => 0.5,
      draining: () => false,
      async invoke(payload) {
        const { Records } = JSON.parse(payload.text()) as {
          Records: { eventID: string; kinesis: { partitionKey: string } }[];
        };
        const ids = Records.map(({ eventID }) => eventID.split(":") as [string, string]);
        const call = {
          shard: ids[0]![0],
          sequences: ids.map(([, sequence]) => sequence),
          keys: Records.map(({ kinesis }) => kinesis.partitionKey),
        };
        calls.push(call);
        inCall += 1;
        mostAtOnce = Math.max(mostAtOnce, inCall);
        await new Promise<void>((resolve) => clock.after(10, resolve));
        inCall -= 1;
        return { outcome: behave(call, calls), requestId: "r" };
      },
      ...(destination !== "none" && {
        async discard(_shard: string, discard: Discard) {
          if (destination > 0) await new Promise<void>((resolve) => clock.after(destination, resolve));
          discards.push(discard);
        },
      }),
      log: (line) => lines.push(line),
    },
  );
  return {
    clock,
    calls,
    discards,
    lines,
    mapping,
    changed,
    checkpoints,
    keeps,
    shards: stream.shards,
    mostAtOnce: () => mostAtOnce,
  };
}

describe("an event source mapping on a stream", () => {
  test("lets no lane wait for its window once as much is held as may be: nothing more is read until then", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(20_500, (index) => ({ partitionKey: `k${index}` })));
    const { clock, calls, mapping } = run([shard], {
      batchSize: 10_000,
      batchingWindow: 60_000,
      parallelization: 3,
    });
    await clock.advance(1_000);
    expect(calls.length).toBeGreaterThanOrEqual(3);
    mapping.stop();
  });

  test("delivers batch after batch, in order, and records that come later", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(5));
    const { clock, calls, changed, mapping, checkpoints } = run([shard], { batchSize: 2 });
    await clock.advance(100);
    shard.records.push(record(5));
    changed();
    await clock.advance(100);
    expect(calls.map((call) => call.sequences)).toEqual([["95", "96"], ["97", "98"], ["99"], ["100"]]);
    expect(mapping.caughtUp()).toBe(true);
    expect(checkpoints).toEqual({ "shard-0": "100" });
  });

  test("runs one invocation at a time on a shard without parallelization", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(20, (index) => ({ partitionKey: `k${index}` })));
    const { clock, mostAtOnce } = run([shard], { batchSize: 1 });
    await clock.advance(1_000);
    expect(mostAtOnce()).toBe(1);
  });

  test("keeps each key's order over parallel lanes", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(60, (index) => ({ partitionKey: `k${index % 7}` })));
    const { clock, calls, mostAtOnce } = run([shard], { batchSize: 3, parallelization: 4 });
    await clock.advance(1_000);
    expect(mostAtOnce()).toBeGreaterThan(1);
    for (let key = 0; key < 7; key++) {
      const seen = calls.flatMap(({ keys, sequences }) =>
        sequences.filter((_, at) => keys[at] === `k${key}`),
      );
      expect(seen).toEqual([...seen].sort((a, b) => Number(BigInt(a) - BigInt(b))));
    }
    expect(calls.flatMap((call) => call.sequences)).toHaveLength(60);
  });

  test("reads a child shard only after its parent's records are finished", async () => {
    const parent = fakeShard("parent");
    const child = fakeShard("child", ["parent"]);
    parent.records.push(...records(2));
    child.records.push(record(9));
    let failures = 3;
    const { clock, calls, changed } = run([parent, child], {}, () =>
      failures-- > 0 ? { kind: "error" } : fine,
    );
    await clock.advance(5_000);
    expect(calls.map((call) => call.shard)).toEqual(["parent", "parent", "parent", "parent"]);
    parent.closed = true;
    changed();
    await clock.advance(100);
    expect(calls.at(-1)?.shard).toBe("child");
  });

  test("the child of a merge waits for both of its parents", async () => {
    const [left, right] = [fakeShard("left"), fakeShard("right")];
    const child = fakeShard("child", ["left", "right"]);
    for (const parent of [left, right]) {
      parent.records.push(record(0));
      parent.closed = true;
    }
    child.records.push(record(9));
    let failures = 2;
    const { clock, calls } = run([left, right, child], {}, ({ shard }) =>
      shard === "right" && failures-- > 0 ? { kind: "error" } : fine,
    );
    await clock.advance(5_000);
    expect(calls.map((call) => call.shard)).toEqual(["left", "right", "right", "right", "child"]);
  });

  test("LATEST leaves out what was there, and reads the child of a split from its start", async () => {
    const parent = fakeShard("parent");
    parent.records.push(...records(3));
    const { clock, calls, changed, mapping, shards } = run([parent], {}, () => fine, {
      start: { at: "LATEST" },
    });
    await clock.advance(50);
    expect(calls).toEqual([]);
    expect(mapping.caughtUp()).toBe(true);
    parent.records.push(record(3));
    parent.closed = true;
    const child = fakeShard("child", ["parent"]);
    child.records.push(record(4), record(5));
    shards.push(child);
    changed();
    await clock.advance(50);
    expect(calls.map((call) => call.sequences)).toEqual([["98"], ["99", "100"]]);
  });

  test("AT_TIMESTAMP starts at the first record of that time", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(4, (index) => ({ arrivalTime: 1_000_000 + index })));
    const { clock, calls } = run([shard], {}, () => fine, {
      start: { at: "AT_TIMESTAMP", time: 1_000_002 },
    });
    await clock.advance(50);
    expect(calls.map((call) => call.sequences)).toEqual([["97", "98"]]);
  });

  test("a partial failure delivers the reported record and the successes after it again", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(4));
    const { clock, calls } = run([shard], {}, (_, all) =>
      all.length === 1
        ? { kind: "answer", payload: '{"batchItemFailures":[{"itemIdentifier":"97"}]}' }
        : fine,
    );
    await clock.advance(1_000);
    expect(calls.map((call) => call.sequences)).toEqual([
      ["95", "96", "97", "98"],
      ["97", "98"],
    ]);
  });

  test("bisect isolates the one bad record, and only that is discarded", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(8));
    const { clock, discards, mapping } = run([shard], { bisect: true, maximumRetries: 1 }, ({ sequences }) =>
      sequences.includes("99") ? { kind: "error" } : fine,
    );
    await clock.advance(60_000);
    expect(
      discards.map(({ records: list, attempts }) => [list.map((each) => each.sequenceNumber), attempts]),
    ).toEqual([[["99"], 2]]);
    expect(mapping.status()).toMatchObject({ discarded: 1, inFlight: 0, iteratorAge: 0 });
  });

  test("throttling is tried again for ever, whatever the retry quota", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(2));
    const { clock, calls, discards, mapping } = run([shard], { maximumRetries: 1 }, (_, all) =>
      all.length < 20 ? { kind: "throttled" } : fine,
    );
    await clock.advance(60_000);
    expect([calls.length, discards.length]).toEqual([20, 0]);
    expect(mapping.status()).toMatchObject({ failed: 0, inFlight: 0 });
  });

  test("records that are given up stay readable for whoever gets the notice", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(3));
    const { clock, keeps, mapping } = run([shard], { maximumRetries: 0 }, () => ({ kind: "error" }));
    await clock.advance(1_000);
    expect(keeps).toEqual({ "shard-0": ["95", "96", "97"] });
    expect(mapping.status()).toMatchObject({ discarded: 3, dropped: 0 });
  });

  test("the checkpoint waits at a given-up record until the destination has it", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(12, (index) => ({ partitionKey: `k${index}` })));
    const { clock, checkpoints, discards } = run(
      [shard],
      { maximumRetries: 0, parallelization: 4, batchSize: 1 },
      ({ sequences }) => (sequences.includes("97") ? { kind: "error" } : fine),
      { destination: 5_000 },
    );
    await clock.advance(2_000);
    expect([discards.length, checkpoints]).toEqual([0, { "shard-0": "96" }]);
    await clock.advance(5_000);
    expect([discards.length, checkpoints]).toEqual([1, { "shard-0": "106" }]);
  });

  test("without a destination what is given up is lost: counted and logged", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(3));
    const { clock, lines, mapping } = run([shard], { maximumRetries: 0 }, () => ({ kind: "error" }), {
      destination: "none",
    });
    await clock.advance(1_000);
    expect(mapping.status()).toMatchObject({ discarded: 0, dropped: 3, inFlight: 0 });
    expect(lines).toEqual(["3 records of shard-0 went past the function: RetryAttemptsExhausted"]);
  });

  describe("KPL aggregates", () => {
    const parts = ["k", "other", "k"].map((partitionKey, index) => ({
      partitionKey,
      data: Buffer.from(`part ${index}`),
    }));
    const packed = (index: number) => record(index, { data: Buffer.from(aggregate(parts)) });

    test("go through as they are without enhanced fan-out", async () => {
      const shard = fakeShard("shard-0");
      shard.records.push(packed(0), packed(1));
      const { clock, calls, mapping } = run([shard]);
      await clock.advance(100);
      expect(calls.map((call) => call.sequences)).toEqual([["95", "96"]]);
      expect(mapping.status().dropped).toBe(0);
    });

    test("are taken apart under enhanced fan-out; records of another key are lost, counted and logged", async () => {
      const shard = fakeShard("shard-0");
      shard.records.push(packed(0), record(1));
      const { clock, calls, lines, discards, mapping, checkpoints } = run([shard], { fanOut: true });
      await clock.advance(100);
      expect(calls.map((call) => call.sequences)).toEqual([["95", "95", "96"]]);
      expect(mapping.status()).toMatchObject({ dropped: 1, discarded: 0, inFlight: 0 });
      expect(lines).toEqual(["1 records of shard-0 are lost: their key is not that of their aggregate"]);
      expect([discards, checkpoints]).toEqual([[], { "shard-0": "96" }]);
    });

    test("come again whole when one of their records has failed", async () => {
      const shard = fakeShard("shard-0");
      shard.records.push(record(0), packed(1));
      const { clock, calls } = run([shard], { fanOut: true }, (_, all) =>
        all.length === 1
          ? { kind: "answer", payload: '{"batchItemFailures":[{"itemIdentifier":"96"}]}' }
          : fine,
      );
      await clock.advance(1_000);
      expect(calls.map((call) => call.sequences)).toEqual([
        ["95", "96", "96"],
        ["96", "96"],
      ]);
    });
  });

  test("a stuck lane does not hold up the others", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(40, (index) => ({ partitionKey: `k${index % 8}` })));
    const { clock, calls } = run([shard], { parallelization: 4, batchSize: 5 }, ({ keys }) =>
      keys.includes("k0") ? { kind: "error" } : fine,
    );
    await clock.advance(10_000);
    const finished = new Set(
      calls.filter(({ keys }) => !keys.includes("k0")).flatMap((call) => call.sequences),
    );
    expect(finished.size).toBeGreaterThan(20);
  });

  test("iterator age is that of the oldest record not finished", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(2));
    const { clock, mapping } = run([shard], {}, () => ({ kind: "error" }));
    await clock.advance(7_000);
    expect(mapping.status().iteratorAge).toBe(7_000);
  });

  test("whatever fails, each record ends in a success or at the destination, and nothing twice at the destination", async () => {
    const behaviour = fc.array(fc.constantFrom("ok", "error", "throttled", "partial", "unknown"), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        behaviour,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (plan, batchSize, parallelization, bisect) => {
          const shard = fakeShard("shard-0");
          shard.records.push(...records(12, (index) => ({ partitionKey: `k${index % 5}` })));
          const succeeded = new Set<string>();
          const script = [...plan];
          const { clock, discards, mapping } = run(
            [shard],
            { batchSize, parallelization, bisect, maximumRetries: 2 },
            ({ sequences }) => {
              const next = script.shift() ?? "ok";
              if (next === "error" || next === "throttled") return { kind: next };
              if (next === "unknown")
                return { kind: "answer", payload: '{"batchItemFailures":[{"itemIdentifier":"x"}]}' };
              const from = next === "partial" ? sequences.length - 1 : sequences.length;
              for (const sequence of sequences.slice(0, from)) succeeded.add(sequence);
              const failed = sequences.slice(from).map((itemIdentifier) => ({ itemIdentifier }));
              return { kind: "answer", payload: JSON.stringify({ batchItemFailures: failed }) };
            },
          );
          await clock.advance(600_000);
          const discarded = discards.flatMap((discard) => discard.records.map((each) => each.sequenceNumber));
          expect(new Set(discarded).size).toBe(discarded.length);
          expect([...succeeded, ...discarded].sort()).toEqual(
            records(12)
              .map((each) => each.sequenceNumber)
              .sort(),
          );
          expect(mapping.caughtUp()).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
