import { block, type Resource, referred, resourcesOf, type StackCheck, type StackJson } from "./stack.ts";

/** Services by the first word of their actions, and the endpoint that reaches each from inside a network. */
const endpoints: Readonly<Record<string, string>> = {
  dynamodb: "dynamodb",
  firehose: "kinesis-firehose",
  kinesis: "kinesis-streams",
  s3: "s3",
  secretsmanager: "secretsmanager",
  sqs: "sqs",
};

/** A function in a network without a way to a service that it may call would wait for each call until its timeout. */
export const checkReach: StackCheck = (stack) => {
  // In an existing network the endpoints are its owner's business.
  if (resourcesOf(stack, "aws_vpc").length === 0) return [];
  const there = new Set(
    resourcesOf(stack, "aws_vpc_endpoint").map(({ body }) => String(body.service_name).split(".").at(-1)),
  );
  if (resourcesOf(stack, "aws_nat_gateway").length > 0) return [];
  return resourcesOf(stack, "aws_lambda_function")
    .filter(({ body }) => block(body, "vpc_config"))
    .flatMap((lambda) =>
      servicesOf(stack, lambda)
        .filter((service) => service in endpoints && !there.has(endpoints[service]))
        .map(
          (service) =>
            `${lambda.address} calls ${service} from inside the network, which has neither an endpoint for ${endpoints[service]} nor a way out.`,
        ),
    );
};

function servicesOf(stack: StackJson, { body }: Resource): string[] {
  const role = referred(stack, body.role)?.address;
  const actions = resourcesOf(stack, "aws_iam_role_policy")
    .filter((policy) => referred(stack, policy.body.role)?.address === role)
    .flatMap(
      ({ body }) => (JSON.parse(String(body.policy)) as { Statement: { Action: string[] }[] }).Statement,
    )
    .flatMap(({ Action }) => [Action].flat());
  return [...new Set(actions.map((action) => action.split(":")[0] ?? ""))];
}
