import { iamActions } from "../actions.ts";
import { resourcesOf, type StackCheck, type StackJson } from "./stack.ts";
import { onAKind, withoutResource } from "./wildcards.ts";

const known: ReadonlySet<string> = new Set(iamActions);

interface PolicyStatement {
  Effect: string;
  Action?: string | string[];
  Resource?: string | string[];
  Principal?: unknown;
  Condition?: unknown;
}

/** Policies on resources, and the argument that holds each. Of a key, "*" is the key itself. */
const resourcePolicies = {
  aws_kms_key: "policy",
  aws_s3_bucket_policy: "policy",
  aws_sqs_queue_policy: "policy",
  aws_sns_topic_policy: "policy",
  aws_cloudwatch_log_resource_policy: "policy_document",
};

/** Only actions that exist, none of them by wildcard; roles on named resources; nobody from outside let in. */
export const checkPolicies: StackCheck = (stack) => [
  ...statements(stack, "aws_iam_role_policy").flatMap(({ address, statement }) => [
    ...unknownActions(address, statement),
    ...[...tooWide(statement)].map((problem) => `${address} ${problem}`),
  ]),
  ...Object.entries(resourcePolicies)
    .flatMap(([type, argument]) => statements(stack, type, argument))
    .filter(({ statement }) => statement.Effect === "Allow")
    .flatMap(({ address, statement }) => [
      ...unknownActions(address, statement),
      ...[...strangers(statement)].map((problem) => `${address} ${problem}`),
    ]),
];

function statements(stack: StackJson, type: string, argument = "policy") {
  return resourcesOf(stack, type).flatMap(({ address, body }) => {
    const { Statement } = JSON.parse(String(body[argument])) as { Statement: PolicyStatement[] };
    return Statement.map((statement) => ({ address, statement }));
  });
}

const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

const unknownActions = (address: string, { Action }: PolicyStatement) =>
  list(Action)
    .filter((action) => !known.has(action))
    .map((action) => `${address} names the action "${action}", which is not in infra/actions.ts.`);

function* tooWide({ Effect, Action, Resource }: PolicyStatement) {
  if (Effect !== "Allow") return;
  for (const action of list(Action)) {
    if (list(Resource).includes("*") && !(action in withoutResource))
      yield `allows ${action} on every resource; name the resource.`;
    if (list(Resource).some(isKind) && !(action in onAKind))
      yield `allows ${action} on every resource of a kind; name the resource.`;
  }
}

/** A wildcard where an ARN names its resource, as in arn:aws:sqs:…:*; after a name it stands for what is inside. */
const isKind = (resource: string): boolean => {
  const [name = ""] = resource
    .replaceAll(/\$\{[^}]*\}/g, "reference")
    .split(":")
    .slice(5);
  return /^(\*|[\w-]+\/\*|\*\/\*)$/.test(name) && resource.startsWith("arn:");
};

/** A statement of a resource's policy that allows everybody, or a service that anybody may use. */
function* strangers({ Principal, Condition }: PolicyStatement) {
  if (Principal === "*" && !Condition) yield "lets everybody in; name a principal.";
  const service = (Principal as { Service?: string } | undefined)?.Service;
  const namesAccount = JSON.stringify(Condition ?? {}).match(/aws:Source(Account|Arn)|kms:EncryptionContext/);
  if (service && !namesAccount)
    yield `lets in ${service} on anybody's behalf; a condition must name the account or the resource.`;
}
