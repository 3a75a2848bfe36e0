import { type DeclaredStack, declared, ofNearest } from "./declared.ts";
import { resourcePolicies } from "./resource-policies.ts";
import type { Policy, PolicyDocuments, Simulator } from "./simulator.ts";

export interface Policies {
  /** `roleArn` is undefined for a caller that is no role, such as an AWS service. */
  for(roleArn: string | undefined, resource: string | undefined): PolicyDocuments;
}

/** Every policy of the stack by what it stands on. Throws a sentence for one that IAM would not take. */
export function gatherPolicies(stack: DeclaredStack, simulator: Simulator, accountId: string): Policies {
  const identity = identityPolicies(stack, simulator);
  const resource = resourcePolicies(stack, simulator, accountId);
  return {
    for: (roleArn, arn) => ({
      identity: (roleArn === undefined ? undefined : identity.get(roleArn)) ?? [],
      resource: arn === undefined ? undefined : ofNearest(arn, resource),
    }),
  };
}

function identityPolicies(stack: DeclaredStack, simulator: Simulator): Map<string, Policy[]> {
  const standing = (on: string) =>
    stack.policies
      .filter((policy) => policy.kind === "identity" && policy.on === on)
      .map(({ address, document }) => simulator.policy("identity", address, document));
  const attached = (role: string) =>
    stack.policies
      .filter((policy) => policy.kind === "attachment" && policy.on === role)
      .flatMap(({ address, document: arn }) => {
        const policies = standing(arn);
        if (policies.length > 0) return policies;
        throw new Error(`${address} attaches ${arn}, whose text is not part of the stack: declare it there.`);
      });
  return new Map(
    declared(stack, "aws_iam_role").map((role) => {
      const name = role.needText("name");
      return [role.needText("arn"), [...standing(name), ...attached(name)]];
    }),
  );
}
