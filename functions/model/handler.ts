import { hash, timingSafeEqual } from "node:crypto";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import type { SecretReader } from "../../shared/aws/secrets.ts";
import type { Handler } from "../../shared/lambda.ts";
import { SHIPPED_MODEL_PATH } from "../../shared/scoring/shipped-model.ts";
import { answerOf, type ModelAnswer, modelRefusal, servedModel } from "./answer.ts";
import { shippedCoefficients } from "./coefficients.ts";

/** A token that is refused is read again when it is older, ms: it may have been changed since. */
const TOKEN_MS = 15_000;

const model = servedModel(shippedCoefficients);

/** Responds to one HTTP request: by its path and method, then its token, then its instances. */
export function modelHandler(
  readSecret: SecretReader,
  tokenArn: string,
): Handler<LambdaFunctionURLEvent, LambdaFunctionURLResult> {
  const mayCall = async (shown: string): Promise<boolean> =>
    isBearer(shown, await readSecret(tokenArn)) || isBearer(shown, await readSecret(tokenArn, TOKEN_MS));

  async function answer(event: LambdaFunctionURLEvent): Promise<ModelAnswer> {
    if (event.rawPath !== SHIPPED_MODEL_PATH) return modelRefusal(404, `there is only ${SHIPPED_MODEL_PATH}`);
    if (event.requestContext.http.method !== "POST") return modelRefusal(405, "predict takes POST");
    if (!(await mayCall(event.headers.authorization ?? ""))) return modelRefusal(401, "the token is wrong");
    const { body = "", isBase64Encoded } = event;
    return answerOf(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body, model);
  }

  return async (event) => {
    const { status, body } = await answer(event);
    return { statusCode: status, headers: { "content-type": "application/json" }, body };
  };
}

/** Compares hashes, which have one length: the time tells nothing of the token. */
const isBearer = (shown: string, token: string | undefined): boolean =>
  token !== undefined && timingSafeEqual(digest(shown), digest(`Bearer ${token}`));

const digest = (text: string): Buffer => hash("sha256", text, "buffer");
