import type { Arguments } from "../../runtime/interpret/arguments.ts";
import type { Access } from "../authority.ts";
import type { Caller } from "../context.ts";
import { type DeclaredStack, declared } from "../declared.ts";
import { each } from "./access.ts";
import { lambdaAs } from "./functions.ts";

/** "Using Lambda to process records from Amazon Kinesis Data Streams", the execution role's permissions. */
const STREAM = [
  "kinesis:DescribeStream",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];
const CONSUMER = ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"];
/** "Creating and configuring an Amazon SQS event source mapping", the same. */
const QUEUE = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/** What event source mappings do by the role of the function that they drive. */
export function ofTriggers(stack: DeclaredStack): Access[] {
  const functions = declared(stack, "aws_lambda_function");
  return declared(stack, "aws_lambda_event_source_mapping").flatMap((mapping) => {
    const caller = callerOf(mapping, functions);
    const destination = mapping.block("destination_config")?.block("on_failure")?.text("destination_arn");
    return [
      ...reads(caller, mapping.needText("event_source_arn")),
      ...(destination === undefined ? [] : each(caller, ["sqs:SendMessage"], destination)),
    ];
  });
}

function callerOf(mapping: Arguments, functions: readonly Arguments[]): Caller {
  const name = mapping.needText("function_name");
  const lambda = functions.find((each) =>
    [each.needText("function_name"), each.needText("arn")].includes(name.replace(/:\$LATEST$/, "")),
  );
  if (lambda) return lambdaAs(lambda);
  throw new Error(`${mapping.address} drives ${name}, which the stack does not declare.`);
}

function reads(caller: Caller, source: string): Access[] {
  if (source.split(":")[2] === "sqs") return each(caller, QUEUE, source);
  const [stream, consumer] = source.split("/consumer/");
  return [...each(caller, STREAM, stream), ...(consumer === undefined ? [] : each(caller, CONSUMER, source))];
}
