import type { LocalAws } from "../../../../../scripts/local/aws/contract.ts";
import { apply } from "../../../../../scripts/local/runtime/interpret/apply.ts";
import type { ComponentContext } from "../../../../../scripts/local/runtime/interpret/component.ts";
import { parseDocument } from "../../../../../scripts/local/runtime/interpret/document.ts";
import { emptyPlan } from "../../../../../scripts/local/runtime/interpret/plan.ts";

/** Emulators that only note what they were asked to create. */
function noting() {
  const created: unknown[][] = [];
  const secrets = new Map<string, string>();
  const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:000000000000:${name}`;
  const aws = {
    url: "http://127.0.0.1:1",
    kinesis: {
      createStream(name: string, shards: number, options: object) {
        created.push(["stream", name, shards, options]);
        return { name, arn: arn("kinesis", `stream/${name}`) };
      },
    },
    dynamodb: {
      createTable(definition: { name: string }) {
        created.push(["table", definition]);
        return { arn: arn("dynamodb", `table/${definition.name}`) };
      },
    },
    s3: { createBucket: (name: string) => created.push(["bucket", name]) },
    sqs: {
      createQueue(name: string, attributes: object) {
        created.push(["queue", name, attributes]);
        return `http://127.0.0.1:1/000000000000/${name}`;
      },
      arn: (name: string) => arn("sqs", name),
    },
    secrets: {
      set(name: string, value: string) {
        secrets.set(name, value);
        return arn("secretsmanager", `secret:${name}-AbCdEf`);
      },
      get: (name: string) => secrets.get(name),
      names: () => [...secrets.keys()],
    },
  };
  return { aws: aws as unknown as LocalAws, created, secrets };
}

/** Applies a stack of these resources to noting emulators. */
export function applied(
  json: Record<string, unknown>,
  variables: Record<string, unknown> = {},
  more: Partial<ComponentContext> = {},
) {
  const { aws, created, secrets } = noting();
  const plan = emptyPlan();
  const context: ComponentContext = {
    aws,
    region: "eu-west-1",
    accountId: "000000000000",
    assetsDir: "",
    workDir: "",
    secrets: {},
    redis: { host: "127.0.0.1", port: 6379 },
    plan,
    ...more,
  };
  return { ...apply(parseDocument(json), variables, context), plan, created, secrets };
}
