import type { ServiceCall, ServiceHandler } from "../aws/contract.ts";
import { AwsError } from "../aws/index.ts";

type Action = (input: Record<string, unknown>) => unknown | Promise<unknown>;

/** A JSON service out of a table of its operations. */
export const serviceOf =
  (name: string, actions: Record<string, Action>): ServiceHandler =>
  ({ action, input }: ServiceCall) => {
    const handle = actions[action];
    if (handle) return handle(input);
    const known = Object.keys(actions).join(", ");
    throw new AwsError("UnknownOperationException", `The local ${name} knows ${known}, not ${action}.`);
  };
