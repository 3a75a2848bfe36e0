import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { leftOut, unreported, untagged } from "./left-out.ts";

type Body = Record<string, unknown>;
type Bodies = Record<string, Record<string, Body>>;

interface StackJson {
  terraform: { required_providers: { aws: { version: string } }; backend: unknown };
  provider: { aws: Body[] };
  resource: Bodies;
}

export interface ApplyTarget {
  /** Version of the AWS provider that is there. */
  provider: string;
  /** Address of a moto server. */
  endpoint: string;
  /** File of the state; in the copy's own directory unless given. */
  state?: string;
}

/** Lambda's newest runtime is unknown to providers before version 6. */
const OLDER_RUNTIME = "nodejs22.x";

const SERVICES =
  "athena budgets cloudwatch dynamodb ec2 elasticache events firehose glue iam kinesis kms lambda logs opensearch s3 secretsmanager sns sqs sts";

/** Copies a synthesised stack's directory, for the provider that is there and for a moto server. The whole stack. */
export function pinned(directory: string, to: string, { provider, endpoint, state }: ApplyTarget): string {
  if (directory !== to) cpSync(directory, to, { recursive: true });
  return changed(to, (stack) => {
    stack.terraform.required_providers.aws.version = provider;
    stack.terraform.backend = {
      local: { path: state ?? path.join(path.resolve(to), "terraform.tfstate") },
    };
    if (Number(provider.split(".")[0]) < 6)
      for (const body of Object.values(stack.resource.aws_lambda_function ?? {}))
        body.runtime = OLDER_RUNTIME;
    Object.assign(stack.provider.aws[0]!, {
      region: "eu-central-1",
      access_key: "test",
      secret_key: "test",
      skip_metadata_api_check: "true",
      skip_requesting_account_id: false,
      s3_use_path_style: true,
      max_retries: 4,
      endpoints: [Object.fromEntries(SERVICES.split(" ").map((service) => [service, endpoint]))],
    });
  });
}

/** The same without what moto cannot do, and without what refers to that. */
export function forMoto(directory: string, to: string, place: ApplyTarget): string {
  return changed(pinned(directory, to, place), ({ provider, resource }) => {
    // A stack that was kept with its plan is changed already.
    if (provider.aws.length > 1) return;
    const { default_tags: _tags, ...bare } = provider.aws[0]!;
    provider.aws.push({ ...bare, alias: "untagged" });
    for (const type of Object.keys(untagged))
      for (const body of Object.values(resource[type] ?? {})) body.provider = "aws.untagged";
    for (const type of Object.keys(leftOut)) delete resource[type];
    while (withoutDangling(resource));
    for (const [type, { arguments: names }] of Object.entries(unreported))
      for (const body of Object.values(resource[type] ?? {})) body.lifecycle = { ignore_changes: names };
  });
}

const REFERENCE = /(?<!data\.)\b(aws_\w+)\.([\w-]+)/g;

/** What stays when something that it names is left out, with a stand-in for the name. */
const KEPT = new Set(["aws_cloudwatch_dashboard", "aws_lambda_function"]);

/** Takes away one round of what refers to nothing; returns whether there was any. */
function withoutDangling(resource: Bodies): boolean {
  const dangling = (text: string) =>
    [...text.matchAll(REFERENCE)].some(([, type = "", name = ""]) => !resource[type]?.[name]);
  let found = false;
  for (const [type, bodies] of Object.entries(resource))
    for (const [name, body] of Object.entries(bodies)) {
      if (Array.isArray(body.depends_on)) body.depends_on = body.depends_on.filter((each) => !dangling(each));
      if (!dangling(references(body))) continue;
      found = true;
      if (KEPT.has(type)) bodies[name] = withStandIns(body, dangling);
      else delete bodies[name];
    }
  return found;
}

const withStandIns = (body: Body, dangling: (text: string) => boolean): Body =>
  JSON.parse(
    JSON.stringify(body).replaceAll(/\$\{[^}]*\}/g, (reference) =>
      dangling(reference) ? "left-out" : reference,
    ),
  );

/** The texts of a body in which terraform looks for references. */
const references = (body: Body): string =>
  (JSON.stringify({ ...body, depends_on: undefined }).match(/\$\{[^}]*\}/g) ?? []).join();

function changed(directory: string, change: (stack: StackJson) => void): string {
  const file = path.join(directory, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(file, "utf8")) as StackJson;
  change(stack);
  writeFileSync(file, JSON.stringify(stack, null, 2));
  return directory;
}
