import { describe, expect, test } from "@jest/globals";
import { basis, enforced, enriched, refusal } from "./enforced.ts";
import { allow, arn, bucket, deny, document, queue, raw } from "./stack.ts";

const put = allow("kinesis:PutRecords", enriched);

describe("a call of a function", () => {
  test.each([
    { description: "its role allows", call: ["kinesis:PutRecords", enriched] },
    {
      description: "its role does not name",
      call: ["kinesis:PutRecord", enriched],
      refused: refusal(
        "kinesis:PutRecord",
        enriched,
        "because no identity-based policy allows the kinesis:PutRecord action",
      ),
    },
    {
      description: "its role allows on something else",
      call: ["kinesis:PutRecords", raw],
      refused: refusal(
        "kinesis:PutRecords",
        raw,
        "because no identity-based policy allows the kinesis:PutRecords action",
      ),
    },
    {
      description: "names no resource, where the role names one",
      call: ["kinesis:PutRecords"],
      refused: refusal(
        "kinesis:PutRecords",
        "*",
        "because no identity-based policy allows the kinesis:PutRecords action",
      ),
    },
    {
      description: "names no resource, where the role allows all",
      role: [allow("kinesis:ListStreams", "*")],
      call: ["kinesis:ListStreams"],
    },
    {
      description: "its role denies",
      role: [put, deny("kinesis:*", enriched)],
      call: ["kinesis:PutRecords", enriched],
      refused: refusal("kinesis:PutRecords", enriched, "with an explicit deny in an identity-based policy"),
    },
    {
      description: "the resource's policy denies",
      role: [allow("s3:PutObject", `${bucket}/*`)],
      resourcePolicies: {
        "mini-archive": document({ ...deny("s3:PutObject", `${bucket}/*`), Principal: "*" }),
      },
      call: ["s3:PutObject", `${bucket}/events/1`],
      refused: refusal(
        "s3:PutObject",
        `${bucket}/events/1`,
        "with an explicit deny in a resource-based policy",
      ),
    },
    {
      description: "the resource's policy denies without TLS, which functions have",
      role: [allow("s3:PutObject", `${bucket}/*`)],
      resourcePolicies: {
        "mini-archive": document({
          ...deny("s3:*", `${bucket}/*`, { Bool: { "aws:SecureTransport": "false" } }),
          Principal: "*",
        }),
      },
      call: ["s3:PutObject", `${bucket}/events/1`],
    },
    {
      description: "is allowed to this function's code alone",
      role: [
        allow("kinesis:PutRecords", enriched, {
          ArnEquals: { "lambda:SourceFunctionArn": arn("lambda", "function:mini-enrich") },
        }),
      ],
      call: ["kinesis:PutRecords", enriched],
    },
    {
      description: "is allowed to another account's principals alone",
      role: [
        allow("kinesis:PutRecords", enriched, { StringEquals: { "aws:PrincipalAccount": "111111111111" } }),
      ],
      call: ["kinesis:PutRecords", enriched],
      refused: refusal(
        "kinesis:PutRecords",
        enriched,
        "because no identity-based policy allows the kinesis:PutRecords action",
      ),
    },
  ])("that $description", ({ role = [put], resourcePolicies = {}, call, refused }) => {
    const run = enforced({ role: [...basis, ...role], resourcePolicies });
    run.start();
    const [action, resource] = call as [string, string | undefined];
    expect(run.call(action, resource)).toBe(refused);
    expect(run.iam.figures().denied).toBe(refused === undefined ? 0 : 1);
  });

  test("waits for nobody before the policies are read", () => {
    const { call } = enforced();
    expect(call("kinesis:PutRecords", enriched)).toMatch(/not read yet/);
    expect(call("kinesis:PutRecords", enriched, "AKIAUSER")).toBeUndefined();
  });

  test("of somebody else is nobody's business", () => {
    const run = enforced();
    run.start();
    const { checked } = run.iam.figures();
    expect(run.call("s3:DeleteBucket", bucket, "AKIAUSER")).toBeUndefined();
    expect(run.iam.figures()).toEqual({ checked, denied: 0 });
  });

  test("of a function that the stack does not declare is refused", () => {
    const run = enforced();
    run.start();
    expect(run.call("kinesis:PutRecords", enriched, "LOCAL.other")).toBe(
      "The stack declares no function other.",
    );
  });

  test("is counted each time, and a refusal told once", () => {
    const run = enforced();
    run.start();
    const { checked } = run.iam.figures();
    for (let time = 0; time < 3; time++) run.call("sqs:PurgeQueue", queue);
    expect(run.iam.figures()).toEqual({ checked: checked + 3, denied: 3 });
    expect(run.refusals).toHaveLength(1);
  });
});
