import { actions } from "../actions.ts";
import { type Check, resourcesOf, type StackJson } from "./stack.ts";

const known: ReadonlySet<string> = new Set(actions);

/** EC2 knows no resource for these, and a function in a network needs them. */
const withoutResource = /^ec2:/;

interface PolicyStatement {
  Effect: string;
  Action?: string | string[];
  Resource?: string | string[];
}

/** Policies of roles: only actions that exist, none of them by wildcard, each on a named resource. */
export const checkPolicies: Check = (stack) => [
  ...statements(stack, "aws_iam_role_policy").flatMap(({ address, statement }) => [
    ...unknownActions(statement).map(
      (action) => `${address} names the action "${action}", which is not in infra/actions.ts.`,
    ),
    ...onEverything(statement).map(
      (action) => `${address} allows ${action} on every resource; name the resource.`,
    ),
  ]),
  ...statements(stack, "aws_kms_key").flatMap(({ address, statement }) =>
    unknownActions(statement).map(
      (action) => `${address} names the action "${action}", which is not in infra/actions.ts.`,
    ),
  ),
];

function statements(stack: StackJson, type: string) {
  return resourcesOf(stack, type).flatMap(({ address, body }) => {
    const { Statement } = JSON.parse(String(body.policy)) as { Statement: PolicyStatement[] };
    return Statement.map((statement) => ({ address, statement }));
  });
}

const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

const unknownActions = ({ Action }: PolicyStatement) => list(Action).filter((action) => !known.has(action));

function onEverything({ Effect, Action, Resource }: PolicyStatement): string[] {
  if (Effect !== "Allow" || !list(Resource).includes("*")) return [];
  return list(Action).filter((action) => !withoutResource.test(action));
}
