import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url/index.js";
import { Construct } from "constructs";
import type { WatchedFunction } from "../../shared/observability/watched.ts";
import { SHIPPED_MODEL_PATH } from "../../shared/scoring/shipped-model.ts";
import type { StackContext } from "../context.ts";
import { GeneratedSecret, readSecret } from "../secrets.ts";
import type { BroughtService } from "../variables.ts";
import { Lambda } from "./lambda.ts";

/**
 * A model of the stack's own, where nobody names another: the shipped logistic regression as a function that is called
 * over HTTPS, as any model is. Its address is public and its token is not.
 */
export class ShippedModel extends Construct implements BroughtService {
  readonly url: string;
  readonly secretArn: string;
  readonly keyArn = undefined;
  readonly watched: WatchedFunction;

  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id);
    const description = `Bearer token of the model of ${context.name}`;
    const token = new GeneratedSecret(this, "model-token", context, description, { lasting: false });
    const lambda = new Lambda(scope, "model", context, {
      description: "Scores events by the shipped model",
      settings: { MODEL_TOKEN_SECRET_ARN: token.arn },
      may: [readSecret(token.arn)],
    });
    // From version 6.28 on the provider itself adds the two permissions that an open address needs.
    const address = new LambdaFunctionUrl(this, "address", {
      functionName: lambda.functionName,
      authorizationType: "NONE",
    });
    // It ends with a slash.
    this.url = `${address.functionUrl}${SHIPPED_MODEL_PATH.slice(1)}`;
    this.secretArn = token.arn;
    this.watched = lambda.watched;
  }
}
