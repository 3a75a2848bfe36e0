import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import type { IamAction } from "./actions.ts";

export type Conditions = Record<string, Record<string, string | readonly string[]>>;

/** One statement of a policy, in IAM's own words but for the closed list of actions. */
export interface Statement {
  Effect: "Allow" | "Deny";
  Action: readonly IamAction[];
  Resource: readonly string[];
  Principal?: { Service: string } | { AWS: string } | "*";
  Condition?: Conditions;
}

export function allowStatement(
  Action: readonly IamAction[],
  Resource: readonly string[],
  Condition?: Conditions,
): Statement {
  return { Effect: "Allow", Action, Resource, ...(Condition && { Condition }) };
}

/** A policy as plain JSON: readable in a plan, and open to the checks at synth. */
export function policy(statements: readonly (Statement | ReturnType<typeof tlsOnly>)[]): string {
  // Several parts may ask for the same, as for the one key.
  const distinct = [...new Map(statements.map((each) => [JSON.stringify(each), each])).values()];
  return JSON.stringify({ Version: "2012-10-17", Statement: distinct });
}

/** Denies every request without TLS. This is the only action by wildcard, because it denies. */
export function tlsOnly(service: "s3" | "sqs" | "sns", resources: readonly string[]) {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: `${service}:*`,
    Resource: resources,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  } as const;
}

interface RoleProps {
  name: string;
  /** The AWS service that takes the role, for example `lambda.amazonaws.com`. */
  service: string;
  /**
   * Only this account's resources may make the service take it (the confused deputy). Not for Lambda, which
   * does not say whose function it is when it takes a role.
   */
  account?: string;
  statements: readonly Statement[];
}

/** A role for one resource, with one inline policy of exactly what that resource needs. */
export class ServiceRole extends Construct {
  readonly arn: string;
  readonly name: string;
  /** A user of the role depends on this: without the policy its first call fails. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: props.name,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: props.service },
            ...(props.account && { Condition: { StringEquals: { "aws:SourceAccount": props.account } } }),
          },
        ],
      }),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: props.name,
      role: role.name,
      policy: policy(props.statements),
    });
    this.arn = role.arn;
    this.name = role.name;
  }
}
