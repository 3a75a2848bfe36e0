import type { LambdaFunctionURLEvent } from "aws-lambda";
import type { ModelAnswer } from "../../../functions/model/answer.ts";
import type { ModelRequest } from "../model/index.ts";
import type { LocalRuntime } from "../runtime/types.ts";

interface UrlResult {
  statusCode: number;
  body: string;
}

/**
 * Responds to requests by the function that has an address of its own, as Lambda does: its event, its result, 502 when it
 * fails and 429 when it is throttled ("Invoking Lambda function URLs").
 */
export function functionAnswers({ functions }: LocalRuntime) {
  const [name] = functions.addressed;
  return async (request: ModelRequest): Promise<ModelAnswer> => {
    if (name === undefined) return failed(502);
    const { payload, error } = await functions.invoke(name, urlEvent(request));
    if (payload === undefined) return failed(error?.kind === "Throttled" ? 429 : 502);
    const { statusCode, body } = payload.value() as UrlResult;
    return { status: statusCode, body };
  };
}

const failed = (status: number): ModelAnswer => ({
  status,
  body: JSON.stringify({ Message: status === 429 ? "Rate exceeded" : "Internal Server Error" }),
});

/** The members of the event that functions read ("Request payload format", version 2.0). */
function urlEvent({ method, path, headers, body }: ModelRequest) {
  const [rawPath = "", rawQueryString = ""] = path.split("?");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers,
    requestContext: { http: { method, path: rawPath } },
    body,
    isBase64Encoded: false,
  } satisfies Partial<Record<keyof LambdaFunctionURLEvent, unknown>>;
}
