import {
  type Body,
  block,
  numberOf,
  referred,
  resourcesOf,
  type StackCheck,
  type StackJson,
} from "./stack.ts";

const MAX_SECONDS = 300;
/** "Transform source data", Amazon Data Firehose guide. */
const BUFFER_MIB = { least: 0.2, most: 3 };
/** What Firehose sets when nothing is said ("Processor parameters", Amazon Data Firehose API). */
const DEFAULTS: Readonly<Record<string, string>> = { BufferSizeInMBs: "1", BufferIntervalInSeconds: "60" };

/** The function that Firehose transforms by, and how it is called. */
export const checkTransform: StackCheck = (stack) =>
  resourcesOf(stack, "aws_kinesis_firehose_delivery_stream").flatMap(({ address, body }) =>
    parametersOf(body)
      .flatMap((parameter) => [...problems(stack, parameter)])
      .map((problem) => `${address} ${problem}`),
  );

function* problems(stack: StackJson, { parameter_name: name, parameter_value: value }: Body) {
  if (DEFAULTS[String(name)] === String(value))
    yield `sets ${name} to ${value}, which is the default: every plan would show a change.`;
  if (name === "BufferSizeInMBs" && !(+value! >= BUFFER_MIB.least && +value! <= BUFFER_MIB.most))
    yield `gives the transform ${value} MiB at a time; Firehose takes ${BUFFER_MIB.least} to ${BUFFER_MIB.most}.`;
  if (name !== "LambdaArn") return;
  const timeout = numberOf(referred(stack, value)?.body.timeout);
  if (timeout > MAX_SECONDS)
    yield `transforms by a function that may take ${timeout} s; Firehose waits ${MAX_SECONDS} s.`;
}

function parametersOf(delivery: Body): Body[] {
  const processing = block(delivery, "extended_s3_configuration", "processing_configuration");
  const processors = [processing?.processors ?? []].flat() as Body[];
  return processors.flatMap(({ parameters }) => [parameters ?? []].flat() as Body[]);
}
