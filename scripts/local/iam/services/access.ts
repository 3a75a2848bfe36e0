import type { Access } from "../authority.ts";
import type { Caller, ConditionKeys } from "../context.ts";

/** One access for each action. */
export const each = (
  caller: Caller,
  actions: readonly string[],
  resource: string | undefined,
  context?: ConditionKeys,
): Access[] => actions.map((action) => ({ caller, action, resource, ...(context && { context }) }));

/** A service takes a role: asked of the role's trust policy. */
export const takes = (service: string, roleArn: string, context?: ConditionKeys): Access[] =>
  each({ kind: "service", name: service }, ["sts:AssumeRole"], roleArn, context);
