import type { AwsAccount } from "../../aws/arn.ts";
import type { Arguments } from "../../runtime/interpret/arguments.ts";
import type { Access } from "../authority.ts";
import { type Caller, keyContext } from "../context.ts";
import { type DeclaredStack, declared } from "../declared.ts";
import type { Encryption } from "../encryption.ts";
import { each, takes } from "./access.ts";

/** "Giving Lambda functions access to resources in an Amazon VPC", the execution role's part. */
const INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const NETWORK = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
const TRACING = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** What Lambda does by a function's role before and after its code runs: settings, logs, network, traces. */
export function ofFunctions(stack: DeclaredStack, encryption: Encryption, place: AwsAccount): Access[] {
  return declared(stack, "aws_lambda_function").flatMap((lambda) => {
    const caller = lambdaAs(lambda);
    const arn = lambda.needText("arn");
    const key = encryption.keyOf(arn);
    const usesNetwork = lambda.block("vpc_config") !== undefined;
    const traces = lambda.block("tracing_config")?.text("mode") === "Active";
    return [
      ...takes("lambda.amazonaws.com", lambda.needText("role")),
      ...each(caller, ["logs:CreateLogStream", "logs:PutLogEvents"], logStream(lambda, place)),
      ...(key === undefined ? [] : each(caller, ["kms:Decrypt"], key, keyContext(arn, place))),
      ...(usesNetwork ? each(caller, INTERFACES, anythingOfEc2(place)) : []),
      ...(usesNetwork ? each(caller, NETWORK, undefined) : []),
      ...(traces ? each(caller, TRACING, undefined) : []),
    ];
  });
}

/** Lambda itself with the function's role, which is not the function's code. */
export const lambdaAs = (lambda: Arguments): Caller => ({
  kind: "role",
  roleArn: lambda.needText("role"),
  session: lambda.needText("function_name"),
});

/** Lambda wants these rights on whatever interface it may come to make; the guide writes it like this. */
const anythingOfEc2 = ({ region, accountId }: AwsAccount): string => `arn:aws:ec2:${region}:${accountId}:*/*`;

function logStream(lambda: Arguments, { region, accountId }: AwsAccount): string {
  const group =
    lambda.block("logging_config")?.text("log_group") ?? `/aws/lambda/${lambda.needText("function_name")}`;
  return `arn:aws:logs:${region}:${accountId}:log-group:${group}:log-stream:local`;
}
