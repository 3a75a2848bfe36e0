import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { payloadOf } from "../../../../../scripts/local/runtime/lambda/payload.ts";
import {
  type FunctionPool,
  functionPool,
  type PoolOptions,
} from "../../../../../scripts/local/runtime/lambda/pool.ts";
import type { FunctionDefinition } from "../../../../../scripts/local/runtime/lambda/types.ts";

const folder = mkdtempSync(path.join(tmpdir(), "pool-test-"));
const entry = path.join(folder, "index.mjs");
writeFileSync(
  entry,
  `let invocations = 0;
   export const handler = async (event, context) => {
     invocations += 1;
     if (event.print) console.log(event.print);
     if (event.piece) process.stderr.write(event.piece);
     if (event.throw) throw new RangeError(event.throw);
     if (event.exit) process.exit(event.exit);
     if (event.reject) { Promise.reject(new TypeError("loose")); await new Promise((r) => setTimeout(r, 5_000)); }
     if (event.spin) for (;;);
     if (event.nothing) return undefined;
     if (event.later) setTimeout(() => { process.stderr.write(event.later); Promise.reject(new TypeError("loose")); }, 1);
     if (event.bytes) return "x".repeat(event.bytes);
     if (event.wait) await new Promise((r) => setTimeout(r, event.wait));
     return { invocations, environment: { ...process.env }, arn: context.invokedFunctionArn,
              remaining: context.getRemainingTimeInMillis(), requestId: context.awsRequestId };
   };
   export const notAFunction = 1;`,
);

const pools: FunctionPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(
  definition: Partial<FunctionDefinition> = {},
  options: Partial<PoolOptions> = {},
): FunctionPool {
  const pool = functionPool(
    {
      name: "f",
      arn: "arn:f",
      entry,
      handler: "handler",
      environment: { STREAM: "raw" },
      timeoutMs: 20_000,
      memoryMb: 128,
      reservedConcurrency: -1,
      roleArn: "",
      ...definition,
    },
    { environments: 1, onLine: () => {}, ...options },
  );
  pools.push(pool);
  return pool;
}

const call = async (pool: FunctionPool, event: object = {}) => {
  const result = await pool.invoke(payloadOf(JSON.stringify(event)));
  return { ...result, answer: JSON.parse(result.payload?.text() ?? "null") };
};

describe("a function", () => {
  test("ends an environment that has been idle for long, and starts another one for the next invocation", async () => {
    const pool = start({}, { idleMs: 150 });
    const invocations = async () => (await call(pool)).answer.invocations;
    expect([await invocations(), await invocations()]).toEqual([1, 2]);
    await sleep(300);
    expect(await invocations()).toBe(1);
  });

  test("whose environment died at rest gets another one", async () => {
    const died = Promise.withResolvers<void>();
    // What has no line end yet is told when the environment ends.
    const pool = start({}, { onLine: (line) => line === "last words" && died.resolve() });
    await call(pool, { later: "last words" });
    await died.promise;
    expect((await call(pool)).answer?.invocations).toBe(1);
  });

  test("that was not ready in time begins anew with the next invocation, and does not fail for ever", async () => {
    const slowOnce = path.join(folder, "slow-once.mjs");
    writeFileSync(
      slowOnce,
      `import { existsSync, writeFileSync } from "node:fs";
       const mark = ${JSON.stringify(path.join(folder, "begun"))};
       if (!existsSync(mark)) { writeFileSync(mark, ""); await new Promise((r) => setTimeout(r, 60_000)); }
       export const handler = async () => "ready";`,
    );
    const pool = start({ entry: slowOnce }, { initMs: 5_000 });
    expect((await call(pool)).error).toMatchObject({ errorType: "Sandbox.InitTimeout" });
    expect((await call(pool)).answer).toBe("ready");
  });

  test("runs in an environment of its declared variables, and stays warm", async () => {
    const pool = start();
    const first = await call(pool);
    expect(first.answer).toMatchObject({ invocations: 1, environment: { STREAM: "raw" }, arn: "arn:f" });
    expect(Object.keys(first.answer.environment)).toEqual(["STREAM"]);
    expect(first.answer.requestId).toBe(first.requestId);
    expect(first.answer.remaining).toBeGreaterThan(0);
    expect((await call(pool)).answer.invocations).toBe(2);
  });

  test("that is closed starts no environment for whoever tries again", async () => {
    const pool = start();
    await pool.close();
    expect(await Promise.race([call(pool), sleep(300, "no answer")])).toBe("no answer");
  });

  test("that is closed while it works has not failed: nobody hears of it", async () => {
    const pool = start();
    await call(pool);
    let heard = false;
    void call(pool, { wait: 60_000 }).then(() => {
      heard = true;
    });
    await pool.close();
    await new Promise(setImmediate);
    expect(heard).toBe(false);
  });

  test("answers null where the handler returns nothing", async () => {
    expect((await call(start(), { nothing: true })).payload?.text()).toBe("null");
  });

  test.each([
    {
      what: "throws",
      event: { throw: "bad" },
      error: { errorType: "RangeError", errorMessage: "bad" },
      warm: true,
    },
    { what: "exits", event: { exit: 3 }, error: { errorType: "Runtime.ExitError" }, warm: false },
    {
      what: "leaves a rejection unhandled",
      event: { reject: 1 },
      error: { errorType: "Runtime.TypeError" },
      warm: false,
    },
    {
      what: "answers too much",
      event: { bytes: 6 * 1024 * 1024 },
      error: { errorType: "Function.ResponseSizeTooLarge" },
      warm: true,
    },
  ])("that $what is an error, and its environment is kept: $warm", async ({ event, error, warm }) => {
    const pool = start();
    await call(pool);
    expect((await call(pool, event)).error).toMatchObject({ kind: "Unhandled", ...error });
    expect((await call(pool)).answer.invocations).toBe(warm ? 3 : 1);
  });

  test("that does not end in time is killed, even in a busy loop", async () => {
    const pool = start({ timeoutMs: 300 });
    await call(pool);
    const { error } = await call(pool, { spin: true });
    expect(error).toMatchObject({ errorType: "Lambda.Timeout" });
    expect(error?.errorMessage).toContain("timed out after 0.30 seconds");
    expect((await call(pool)).answer.invocations).toBe(1);
  });

  test("takes no request over 6 MB", async () => {
    const { error } = await call(start(), { pad: "x".repeat(6 * 1024 * 1024) });
    expect(error?.errorType).toBe("RequestEntityTooLargeException");
  });

  test("whose handler is missing says so", async () => {
    const { error } = await call(start({ handler: "notAFunction" }));
    expect(error).toMatchObject({ errorType: "Runtime.HandlerNotFound" });
    expect(error?.errorMessage).toContain("notAFunction");
  });

  test("beyond its reserved concurrency is throttled and does not run", async () => {
    const pool = start({ reservedConcurrency: 1 });
    const [first, second] = await Promise.all([call(pool, { wait: 50 }), call(pool)]);
    expect(first.answer.invocations).toBe(1);
    expect(second.error).toMatchObject({ kind: "Throttled", errorType: "TooManyRequestsException" });
    expect((await call(pool)).answer.invocations).toBe(2);
  });

  test("without reserved concurrency waits for a free environment", async () => {
    const pool = start();
    const answers = await Promise.all([call(pool), call(pool), call(pool)]);
    expect(answers.map(({ answer }) => answer.invocations).sort()).toEqual([1, 2, 3]);
  });

  test("hands over every line that it prints", async () => {
    const lines: string[] = [];
    let printed = () => {};
    const both = new Promise<void>((resolve) => {
      printed = resolve;
    });
    const pool = start({}, { onLine: (line) => lines.push(line) === 2 && printed() });
    await call(pool, { print: "one\ntwo" });
    await both;
    expect(lines).toEqual(["one", "two"]);
  });

  test.each([
    ["before it hangs and is killed", [{ print: "one", spin: true }], ["one"]],
    [
      "before it exits, a line without an end included",
      [{ print: "one", piece: "and a piece", exit: 3 }],
      ["one", "and a piece"],
    ],
    ["in pieces, as the lines that they make", [{ piece: "o" }, { piece: "ne\n" }], ["one"]],
  ])("hands over what it prints %s", async (_when, events, expected) => {
    const lines: string[] = [];
    const pool = start({ timeoutMs: 1_000 }, { onLine: (line) => lines.push(line) });
    for (const event of events) await call(pool, event);
    expect(lines).toEqual(expected);
  });
});

describe("a fault hook", () => {
  test("before the handler keeps it from running", async () => {
    let strikes = 1;
    const pool = start({}, { hooks: { beforeInvoke: () => (strikes-- > 0 ? "fail" : undefined) } });
    expect((await call(pool)).error).toMatchObject({ kind: "Unhandled", errorType: "Runtime.ExitError" });
    expect((await call(pool)).answer.invocations).toBe(1);
  });

  test("after the handler turns its answer into an error", async () => {
    let strikes = 1;
    const pool = start({}, { hooks: { afterInvoke: () => (strikes-- > 0 ? "fail" : undefined) } });
    expect((await call(pool)).error?.errorType).toBe("Runtime.ExitError");
    expect((await call(pool)).answer.invocations).toBe(2);
  });
});
