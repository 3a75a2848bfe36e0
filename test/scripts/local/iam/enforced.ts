import { enforcement } from "../../../../scripts/local/iam/index.ts";
import { loadSimulator } from "../../../../scripts/local/iam/simulator.ts";
import { arn, iamPlace, readRaw, type StackOptions, sendFailed, stack, useKey, writeLogs } from "./stack.ts";

const simulator = await loadSimulator();

/** An enforcement over a small stack, and calls of its function. */
export function enforced(options: StackOptions = {}) {
  const refusals: string[] = [];
  const iam = enforcement(simulator, { place: iamPlace, refused: (text) => refusals.push(text) });
  const call = (action: string, resourceArn?: string, accessKeyId = "LOCAL.mini-enrich") => {
    const [service, name] = action.split(":") as [string, string];
    return iam.authorize({ service, action: name, accessKeyId, ...(resourceArn && { resourceArn }) });
  };
  return { iam, call, refusals, start: () => iam.enforce(stack(options)) };
}

/** What the function's role needs for what services do by it. */
export const basis = [readRaw, writeLogs, useKey, sendFailed];
const user = "arn:aws:sts::000000000000:assumed-role/mini-enrich/mini-enrich";
export const refusal = (action: string, resource: string, why: string) =>
  `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
export const enriched = arn("kinesis", "stream/mini-enriched");
