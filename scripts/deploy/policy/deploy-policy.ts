import { UserError } from "../../user-error.ts";
import { needs } from "./needs.ts";
import { type DeployedPlace, type PlaceName, partitionOfRegion, places } from "./places.ts";

export interface PolicyStatement {
  Sid: string;
  Effect: "Allow";
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: PolicyStatement[];
}

interface StackJson {
  resource?: Record<string, Record<string, unknown>>;
}

/** Services that a stack's roles are for: the deploying role hands a role to no other. */
const TAKERS = ["lambda", "firehose", "vpc-flow-logs", "grafana"].map((name) => `${name}.amazonaws.com`);

/** Characters of a customer managed policy, blanks left out ("IAM and AWS STS quotas"). */
const MAX_CHARACTERS = 6_144;

/**
 * What a role needs to deploy, change and destroy a stack, and nothing else: as many documents as IAM needs for it, each a
 * managed policy. Throws a `UserError` for a type of resource that is not in the table.
 */
export function deployPolicies(
  stack: StackJson,
  place: DeployedPlace,
  stateBucket?: string,
): PolicyDocument[] {
  const statements = [
    ...statementsOf(Object.keys(stack.resource ?? {}), place),
    // What `deploy` asks before it begins.
    statement(
      "quotas",
      ["servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas"],
      ["*"],
    ),
    ...(stateBucket === undefined ? [] : stateOf(place, stateBucket)),
  ];
  return packed(statements);
}

function statementsOf(types: readonly string[], place: DeployedPlace): PolicyStatement[] {
  const byPlace = new Map<PlaceName, Set<string>>();
  for (const type of types) {
    const found = needs[type];
    if (found === undefined)
      throw new UserError(
        `What it takes to deploy ${type} is not known: add it to scripts/deploy/policy/needs.ts.`,
      );
    for (const [name, actions] of Object.entries(found) as [PlaceName, string[]][])
      byPlace.set(name, new Set([...(byPlace.get(name) ?? []), ...actions]));
  }
  const where = places(place);
  return [...byPlace].flatMap(([name, actions]) => {
    const all = [...actions].sort();
    const handed = all.filter((action) => action === "iam:PassRole");
    const others = all.filter((action) => action !== "iam:PassRole");
    const passed = { StringEquals: { "iam:PassedToService": TAKERS } };
    return [
      ...(others.length > 0 ? [statement(name, others, where[name])] : []),
      ...(handed.length > 0
        ? [{ ...statement("passed-roles", handed, where[name]), Condition: passed }]
        : []),
    ];
  });
}

/** Of terraform's state, its lock, and the plan that waits beside it. */
function stateOf({ stack, region }: DeployedPlace, bucket: string): PolicyStatement[] {
  const arn = `arn:${partitionOfRegion(region)}:s3:::${bucket}`;
  const objects = [`${arn}/${stack}.tfstate`, `${arn}/${stack}.tfstate.tflock`, `${arn}/plans/*`];
  return [
    statement("state-bucket", ["s3:ListBucket"], [arn]),
    statement("state", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], objects),
  ];
}

/** Fills one document after the other. */
function packed(statements: readonly PolicyStatement[]): PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  for (const each of statements) {
    const last = documents.at(-1);
    const joined = last && policyDocument([...last.Statement, each]);
    if (joined && charactersOf(joined) <= MAX_CHARACTERS) documents[documents.length - 1] = joined;
    else documents.push(policyDocument([each]));
  }
  return documents;
}

export const policyDocument = (Statement: PolicyStatement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement,
});

export const charactersOf = (document: PolicyDocument): number => JSON.stringify(document).length;

/** @param name in small letters or camel case; IAM takes letters and digits alone */
export const statement = (name: string, Action: string[], Resource: string[]): PolicyStatement => ({
  Sid: name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()),
  Effect: "Allow",
  Action,
  Resource,
});
