import { mkdirSync } from "node:fs";
import path from "node:path";
import { handlerIn, unpackBundle } from "../../lambda/bundle.ts";
import { environmentOf } from "../../lambda/identity.ts";
import { arnIn, type Component } from "../component.ts";
import { asyncDefaults } from "../plan.ts";

export const lambdaFunction: Component = (args, context) => {
  const name = args.needText("function_name");
  const arn = arnIn(context, "lambda", `function:${name}`);
  const folder = path.join(context.workDir, name);
  mkdirSync(folder, { recursive: true });
  unpackBundle(path.resolve(context.assetsDir, args.needText("filename")), folder);
  const handlerSetting = args.needText("handler");
  const memoryMb = args.number("memory_size", 128);
  const environment = environmentOf(
    args.block("environment")?.map("variables") ?? {},
    name,
    memoryMb,
    handlerSetting,
    folder,
    { region: context.region, endpoint: context.aws.url },
  );
  const roleArn = args.needText("role");
  const runtime = args.needText("runtime");
  if (!runtime.startsWith("nodejs")) throw new Error(`${args.address}: the runtime ${runtime} is not Node.`);
  context.plan.functions.push({
    name,
    arn,
    ...handlerIn(folder, handlerSetting),
    environment,
    timeoutMs: args.number("timeout", 3) * 1000,
    memoryMb,
    reservedConcurrency: args.number("reserved_concurrent_executions", -1),
    roleArn,
  });
  // The network is loopback, the processor is this machine's, and logs go to whoever listens.
  args.ignore("description", "architectures", "source_code_hash", "package_type", "publish", "kms_key_arn");
  args.ignore("vpc_config", "replace_security_groups_on_destroy", "replacement_security_group_ids");
  args.ignore("logging_config", "tracing_config", "ephemeral_storage", "skip_destroy");
  return {
    id: name,
    arn,
    function_name: name,
    version: "$LATEST",
    qualified_arn: `${arn}:$LATEST`,
    invoke_arn: `arn:aws:apigateway:${context.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
    role: roleArn,
  };
};

/** Calls of the address reach whoever runs the stack, which invokes the function for each. */
export const functionUrl: Component = (args, { plan, functionUrl: address }) => {
  const name = args.needText("function_name");
  if (args.text("authorization_type") !== "NONE")
    throw new Error(`${args.address}: calls are signed, which the local runtime does not check.`);
  if (address === undefined || plan.addressed.length > 0)
    throw new Error(`${args.address}: the local runtime has one address for a function and no other.`);
  plan.addressed.push(name);
  args.ignore("invoke_mode", "qualifier");
  return { id: name, function_name: name, function_url: address };
};

export const eventInvokeConfig: Component = (args, { plan }) => {
  const name = args.needText("function_name");
  plan.asyncRules.set(name, {
    retries: args.number("maximum_retry_attempts", asyncDefaults.retries),
    maximumAge: args.number("maximum_event_age_in_seconds", asyncDefaults.maximumAge / 1000) * 1000,
  });
  args.ignore("qualifier");
  return { id: name };
};

/** An invocation that a deployment waits for. Here it is made once everything stands. */
export const lambdaInvocation: Component = (args, { plan }) => {
  const name = args.needText("function_name");
  plan.invocations.push({ function: name, input: args.needText("input") });
  args.ignore("triggers", "lifecycle_scope", "qualifier");
  return { id: name, function_name: name, result: "null" };
};
