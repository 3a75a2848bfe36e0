import type { RestService } from "../../aws/contract.ts";
import { AwsError } from "../../aws/gateway/aws-error.ts";
import { functionNames } from "../../aws/gateway/resource.ts";
import type { Functions } from "../functions.ts";
import { payloadOf } from "./payload.ts";
import type { InvocationError } from "./types.ts";

/** `aws lambda invoke` against the declared functions: by name or ARN, and only with a response to wait for. */
export function lambdaService(functions: Pick<Functions, "names" | "invoke">): RestService {
  return {
    operation: ({ method, path }) =>
      method === "POST" && path.endsWith("/invocations") ? "Invoke" : `${method} ${path}`,
    async handle({ action, request }) {
      if (action !== "Invoke")
        throw new AwsError(
          "UnknownOperationException",
          `The local AWS knows of Lambda Invoke, not ${action}.`,
        );
      const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
      if (type !== "RequestResponse")
        throw new AwsError(
          "InvalidParameterValueException",
          `The local AWS invokes with RequestResponse, not ${type}.`,
        );
      const [name = ""] = functionNames(request);
      if (!functions.names().includes(name))
        throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, 404);
      const { payload, error } = await functions.invoke(name, payloadOf(request.body.toString() || "{}"));
      if (error?.kind === "Throttled")
        throw new AwsError("TooManyRequestsException", error.errorMessage, 429);
      const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
      return error === undefined
        ? { status: 200, headers, body: JSON.stringify(payload?.value() ?? null) }
        : { status: 200, headers: { ...headers, "x-amz-function-error": error.kind }, body: failure(error) };
    },
  };
}

const failure = ({ errorType, errorMessage }: InvocationError): string =>
  JSON.stringify({ errorType, errorMessage });
