import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";
import { type Payload, payloadOf } from "../../../../../scripts/local/runtime/lambda/payload.ts";
import { lambdaService } from "../../../../../scripts/local/runtime/lambda/service.ts";
import type { InvocationResult } from "../../../../../scripts/local/runtime/lambda/types.ts";
import { invokeFunction } from "../../../../../shared/aws/invoke.ts";
import { localAws, PLACE } from "../../aws/local-aws.ts";

async function client(answer: (payload: Payload) => Partial<InvocationResult>, options = {}) {
  const aws = await localAws(options);
  aws.lambda(
    lambdaService({
      names: () => ["stack-load"],
      invoke: async (_name, payload) => ({ requestId: "r", durationMs: 1, ...answer(payload) }),
    }),
  );
  return new LambdaClient({
    region: PLACE.region,
    endpoint: aws.url,
    maxAttempts: 1,
    credentials: { accessKeyId: "somebody", secretAccessKey: "s" },
  });
}

const echo = (payload: Payload) => ({ payload: payloadOf(JSON.stringify({ got: payload.value() })) });

describe("lambda invoke against the local AWS", () => {
  test.each(["stack-load", `arn:aws:lambda:${PLACE.region}:${PLACE.accountId}:function:stack-load`])(
    "runs the function that is called %s",
    async (name) => {
      expect(await invokeFunction(await client(echo), name, { a: "é" })).toEqual({ got: { a: "é" } });
    },
  );

  test("says what the function threw", async () => {
    const failing = await client(() => ({
      error: { kind: "Unhandled", errorType: "RangeError", errorMessage: "no such part" },
    }));
    await expect(invokeFunction(failing, "stack-load", {})).rejects.toThrow(
      "stack-load failed: no such part",
    );
  });

  test.each([
    { what: "an unknown function", name: "stack-other", type: undefined, code: "ResourceNotFoundException" },
    {
      what: "an invocation without a response",
      name: "stack-load",
      type: "Event",
      code: "InvalidParameterValueException",
    },
  ] as const)("refuses $what", async ({ name, type, code }) => {
    const command = new InvokeCommand({ FunctionName: name, InvocationType: type });
    await expect((await client(echo)).send(command)).rejects.toMatchObject({ name: code });
  });

  test("throttles as Lambda does where no invocation is left", async () => {
    const busy = await client(() => ({
      error: { kind: "Throttled", errorType: "T", errorMessage: "Rate exceeded" },
    }));
    await expect(busy.send(new InvokeCommand({ FunctionName: "stack-load" }))).rejects.toMatchObject({
      name: "TooManyRequestsException",
    });
  });

  test("asks for the right to invoke this function", async () => {
    const asked: unknown[] = [];
    const refused = await client(echo, {
      authorize: (call: unknown) => {
        asked.push(call);
        return "not allowed";
      },
    });
    await expect(refused.send(new InvokeCommand({ FunctionName: "stack-load" }))).rejects.toThrow(
      "not allowed",
    );
    expect(asked).toEqual([
      {
        service: "lambda",
        action: "InvokeFunction",
        accessKeyId: "somebody",
        resourceArn: `arn:aws:lambda:${PLACE.region}:${PLACE.accountId}:function:stack-load`,
      },
    ]);
  });
});
