import { describe, expect, test } from "@jest/globals";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { shippedCoefficients } from "../../../functions/model/coefficients.ts";
import { modelHandler } from "../../../functions/model/handler.ts";
import type { SecretReader } from "../../../shared/aws/secrets.ts";
import { SHIPPED_MODEL_PATH } from "../../../shared/scoring/shipped-model.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { features } from "../../builders/features.ts";

const invocation = { deadline: Number.POSITIVE_INFINITY, functionArn: "arn", requestId: "r" };

function request(
  override: { path?: string; method?: string; token?: string; body?: string; base64?: boolean } = {},
) {
  const { path = SHIPPED_MODEL_PATH, method = "POST", token = "new", base64 = false } = override;
  const body = override.body ?? JSON.stringify({ instances: [features(enrichedEvent())] });
  return {
    rawPath: path,
    requestContext: { http: { method } },
    headers: { authorization: `Bearer ${token}` },
    body: base64 ? Buffer.from(body).toString("base64") : body,
    isBase64Encoded: base64,
  } as unknown as LambdaFunctionURLEvent;
}

/** A reader that holds an older token until it is asked for a fresh one. */
const rotated = (): SecretReader => {
  let token = "old";
  return async (_arn, maxAgeMs) => {
    if (maxAgeMs !== undefined) token = "new";
    return token;
  };
};

async function answer(override: Parameters<typeof request>[0], read = rotated()) {
  const result = await modelHandler(read, "arn")(request(override), invocation);
  if (typeof result === "string") throw new Error("expected a response with a status");
  return { status: result.statusCode, body: JSON.parse(String(result.body)) };
}

describe("the model behind its address", () => {
  test("scores, also what comes in base64, once the token that was rotated is read again", async () => {
    const scored = {
      status: 200,
      body: { predictions: [expect.any(Number)], model_version: shippedCoefficients.version },
    };
    expect(await answer({})).toEqual(scored);
    expect(await answer({ base64: true })).toEqual(scored);
  });

  test.each<[string, Parameters<typeof request>[0], number]>([
    ["another path", { path: "/" }, 404],
    ["another method", { method: "GET" }, 405],
    ["a wrong token", { token: "guess" }, 401],
    ["no token", { token: "" }, 401],
    ["a body that is no JSON", { body: "{" }, 400],
    ["an instance without its features", { body: '{"instances":[{}]}' }, 400],
  ])("refuses %s", async (_what, override, status) => {
    expect(await answer(override)).toMatchObject({ status, body: { error: expect.any(String) } });
  });

  test("lets nobody in while there is no token to compare", async () => {
    expect((await answer({ token: "undefined" }, async () => undefined)).status).toBe(401);
  });
});
