import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Context } from "aws-lambda";
import {
  type ColdStart,
  type Handler,
  type Invocation,
  lambda,
  type Telemetry,
} from "../../shared/lambda.ts";

type Event = { Records: string[] };
type Wire = (telemetry: Telemetry) => Promise<Handler<Event, unknown>>;

const NOW = 1_700_000_000_000;
const context = {
  awsRequestId: "request-1",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:dev-enrich",
  getRemainingTimeInMillis: () => 60_000,
} as Context;
const event: Event = { Records: ["someone@example.org"] };

/** Every line that was written, as CloudWatch would get it. */
let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  jest.spyOn(Date, "now").mockReturnValue(NOW);
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, "write").mockImplementation((chunk) => {
      for (const line of String(chunk).split("\n")) if (line !== "") lines.push(JSON.parse(line));
      return true;
    });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The function as Lambda calls it, without the third argument that Middy's types ask for. */
function deployed<Given = Event>(wire: (start: ColdStart) => Promise<Handler<Given, unknown>>) {
  const handler = lambda<Given, unknown>("enrich", wire);
  return handler as unknown as (event: Given, context: Context) => Promise<unknown>;
}
const invoke = (wire: Wire) => deployed(wire)(event, context);
const handling = (handler: Handler<Event, unknown>) => invoke(async () => handler);
const emf = () => lines.filter((line) => "_aws" in line);
const logged = () => lines.filter((line) => !("_aws" in line));

describe("a function's answer", () => {
  test.each([
    { what: "a partial batch response", answer: { batchItemFailures: [{ itemIdentifier: "1" }] } },
    { what: "an empty one", answer: { batchItemFailures: [] } },
    { what: "null", answer: null },
    { what: "an empty text", answer: "" },
    { what: "false", answer: false },
  ])("comes back as it is: $what", async ({ answer }) => {
    expect(await handling(async () => answer)).toBe(answer);
  });

  test("comes back as it is when metrics are flushed after it", async () => {
    const answer = { batchItemFailures: [] };
    const given = await invoke(async ({ metrics }) => async () => {
      metrics.addMetric("RecordsIn", MetricUnit.Count, 1);
      return answer;
    });
    expect(given).toBe(answer);
    expect(emf()).toHaveLength(1);
  });

  test("is refused when there is none, because Lambda takes that for success", async () => {
    await expect(handling(async () => undefined)).rejects.toThrow("enrich: the handler returned nothing");
  });
});

describe("wiring", () => {
  test("is done once for all invocations", async () => {
    const wire = jest.fn<Wire>(async () => async () => "answer");
    const handler = deployed(wire);
    for (let turn = 0; turn < 3; turn++) await handler(event, context);
    expect(wire).toHaveBeenCalledTimes(1);
  });

  test("that fails closes what it had opened, and one that succeeds leaves it open", async () => {
    const open: string[] = [];
    const handler = deployed(async ({ opened }) => {
      const name = `connection ${open.length}`;
      open.push(name);
      opened(() => open.splice(open.indexOf(name), 1, `closed ${name}`));
      if (open.length < 3) throw new Error("the key cannot be read");
      return async () => open.join();
    });
    for (let cold = 0; cold < 2; cold += 1) await expect(handler(event, context)).rejects.toThrow();
    expect(await handler(event, context)).toBe("closed connection 0,closed connection 1,connection 2");
  });

  test("that failed fails its invocation and is tried again by the next", async () => {
    let turns = 0;
    const handler = deployed(async () => {
      turns += 1;
      if (turns === 1) throw new Error("the secret cannot be read");
      return async () => `wired ${turns}`;
    });
    await expect(handler(event, context)).rejects.toThrow("the secret cannot be read");
    expect(await handler(event, context)).toBe("wired 2");
    expect(await handler(event, context)).toBe("wired 2");
  });
});

test("a handler is given its event, and when it has to be done", async () => {
  const seen: [Event, Invocation][] = [];
  await handling(async (given, invocation) => {
    seen.push([given, invocation]);
    return {};
  });
  const invocation = {
    deadline: NOW + 58_000,
    functionArn: context.invokedFunctionArn,
    requestId: "request-1",
  };
  expect(seen).toEqual([[event, invocation]]);
});

test("an event comes as it is: no middleware rewrites the data of its records", async () => {
  const data = Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0xff, 0x00]).toString("base64");
  const given = { Records: [{ eventSource: "aws:kinesis", kinesis: { data } }] };
  const before = structuredClone(given);
  let seen: unknown;
  const handler = deployed<typeof given>(async () => async (handed) => {
    seen = structuredClone(handed);
    return {};
  });
  await handler(given, context);
  expect([seen, given]).toEqual([before, before]);
});

describe("metrics", () => {
  const counting =
    (fails: boolean): Wire =>
    async ({ metrics }) =>
    async () => {
      metrics.addMetric("RecordsIn", MetricUnit.Count, 1);
      metrics.addMetric("EventsIn", MetricUnit.Count, 2);
      if (fails) throw new Error("Redis does not answer");
      return {};
    };

  test("are one line an invocation, each with its own figures", async () => {
    const handler = deployed(counting(false));
    await handler(event, context);
    await handler(event, context);
    const figures = { service: "enrich", RecordsIn: 1, EventsIn: 2 };
    expect(emf()).toEqual([expect.objectContaining(figures), expect.objectContaining(figures)]);
  });

  test("stand under the deployed function's name, so that the stacks of an account do not add up", async () => {
    process.env.AWS_LAMBDA_FUNCTION_NAME = "clickstream-dev-enrich";
    try {
      await invoke(counting(false));
    } finally {
      delete process.env.AWS_LAMBDA_FUNCTION_NAME;
    }
    expect(emf()).toEqual([expect.objectContaining({ service: "clickstream-dev-enrich" })]);
  });

  test("are written once although the handler failed", async () => {
    await expect(invoke(counting(true))).rejects.toThrow("Redis does not answer");
    expect(emf()).toEqual([expect.objectContaining({ RecordsIn: 1, EventsIn: 2 })]);
  });
});

describe("a failure", () => {
  test("is logged in one line by its name and its reason, without the event", async () => {
    const failure = Object.assign(new Error("Redis does not answer"), { name: "Unavailable", event });
    await expect(handling(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(logged()).toEqual([
      expect.objectContaining({
        level: "ERROR",
        message: "invocation failed",
        service: "enrich",
        error: "Unavailable",
        reason: "Redis does not answer",
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("example.org");
  });

  test("of a parser says nothing of what it parsed, neither in the log nor to the runtime", async () => {
    const error = await handling(async ({ Records }) => JSON.parse(Records[0]!)).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ name: "SyntaxError" });
    expect(logged()).toMatchObject([{ error: "SyntaxError", reason: error!.message }]);
    for (const text of [JSON.stringify(lines), error!.message, error!.stack])
      expect(text).not.toContain("someone");
    expect(error!.stack).toContain("lambda.test.ts");
  });
});
