import type * as IamPolicy from "@cloud-copilot/iam-policy";
import type * as IamSimulate from "@cloud-copilot/iam-simulate";
import { UserError } from "../../user-error.ts";

export interface Request {
  /** ARN of a role's session, or the name of a service such as `events.amazonaws.com`. */
  principal: string;
  /** With its prefix: `kinesis:PutRecords`. */
  action: string;
  /** ARN; undefined where the call names no resource, which only a policy on `*` allows. */
  resource: string | undefined;
  /** Account of the resource. */
  accountId: string;
  /** Condition keys and their values. */
  context: Readonly<Record<string, string>>;
}

/** A policy that was read and found valid. */
export type Policy = IamPolicy.ValidatedPolicy<{ name: string }>;

export type PolicyKind = "identity" | "resource" | "trust";

export interface PolicyDocuments {
  identity: readonly Policy[];
  resource: Policy | undefined;
}

export type PolicyVerdict = IamSimulate.EvaluationResult;

export interface Simulator {
  /** Throws a sentence with `name` for a document that IAM would not take. */
  policy(kind: PolicyKind, name: string, document: string): Policy;
  /** IAM's evaluation of one request: identity policies, resource policy, conditions, explicit denials. */
  evaluate(request: Request, documents: PolicyDocuments): PolicyVerdict;
}

type Load = () => Promise<[typeof IamSimulate, typeof IamPolicy]>;

const installed: Load = () =>
  Promise.all([import("@cloud-copilot/iam-simulate"), import("@cloud-copilot/iam-policy")]);

/** Matches `*` in a policy and nothing else. A request for `*` would pass for one of any resource. */
const NO_RESOURCE = "arn:-:-:-:-:-";

/**
 * The simulator is a development dependency, so it is loaded only where a run asks for it.
 * Throws a `UserError` when it is not installed.
 */
export async function loadSimulator(load: Load = installed): Promise<Simulator> {
  const [{ runUnsafeSimulation }, library] = await load().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError(
      "--enforce-iam needs the development dependency @cloud-copilot/iam-simulate: install it with npm install --include=dev.",
    );
  });
  const validators = {
    identity: library.validateIdentityPolicy,
    resource: library.validateResourcePolicy,
    trust: library.validateTrustPolicy,
  };

  return {
    policy(kind, name, document) {
      const policy = library.createValidatedPolicy(JSON.parse(document), validators[kind], { name });
      const [error] = policy.errors;
      if (error === undefined) return policy;
      throw new Error(`${name}: IAM does not take this policy: ${error.message} (${error.path}).`);
    },
    // "Unsafe" is the evaluation alone. The one with checks is asynchronous, which a hook in front of every call
    // cannot be, and what it checks is given here: policies are validated above, actions are the gateway's.
    evaluate: ({ principal, action, resource = NO_RESOURCE, accountId, context }, documents) =>
      runUnsafeSimulation(
        {
          request: { principal, action, resource: { resource, accountId }, contextVariables: { ...context } },
          identityPolicies: documents.identity.map((policy) => ({ name: policy.metadata!.name, policy })),
          ...(documents.resource && { resourcePolicy: documents.resource }),
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        },
        {},
      ),
  };
}
