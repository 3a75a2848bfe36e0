import { describe, expect, test } from "@jest/globals";
import { enforced, refusal } from "./enforced.ts";
import {
  allow,
  document,
  iamKey,
  queue,
  readRaw,
  type StackOptions,
  sendFailed,
  useKey,
  writeLogs,
} from "./stack.ts";

describe("the key of an encrypted resource", () => {
  const writing = (role: object[], more: StackOptions = {}) => {
    const run = enforced({
      role: [writeLogs, readRaw, ...(role as Record<string, unknown>[])],
      resources: { aws_lambda_event_source_mapping: { enrich: undefined } },
      ...more,
    });
    run.start();
    return run.call("sqs:SendMessage", queue);
  };

  test.each([
    { description: "both actions", role: [useKey, sendFailed] },
    {
      description: "no key to write with",
      role: [allow("kms:Decrypt", iamKey), sendFailed],
      missing: "kms:GenerateDataKey",
    },
    {
      description: "the key through this service",
      role: [
        allow("kms:Decrypt", iamKey),
        allow("kms:GenerateDataKey", iamKey, {
          StringEquals: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" },
        }),
        sendFailed,
      ],
    },
    {
      description: "the key through another service",
      role: [
        allow("kms:Decrypt", iamKey),
        allow("kms:GenerateDataKey", iamKey, {
          StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
        }),
        sendFailed,
      ],
      missing: "kms:GenerateDataKey",
    },
  ])("with a role of $description", ({ role, missing }) => {
    const refused = writing(role);
    if (missing === undefined) expect(refused).toBeUndefined();
    else
      expect(refused).toBe(
        `${refusal(missing, iamKey, `because no identity-based policy allows the ${missing} action`)} (the key of ${queue}, which sqs:SendMessage has the service use)`,
      );
  });

  test("is out of reach where its own policy lets nobody in", () => {
    const closed = document({
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: "*",
      Principal: { AWS: "arn:aws:iam::000000000000:root" },
    });
    const resources = {
      aws_kms_key: { mini: { arn: iamKey, key_id: "mini", id: "mini", policy: closed } },
      aws_lambda_event_source_mapping: { enrich: undefined },
    };
    expect(writing([useKey, sendFailed], { resources })).toContain("kms:GenerateDataKey");
  });

  test("does not matter where AWS manages it", () => {
    const resources = {
      aws_sqs_queue: {
        failed: { id: "http://127.0.0.1/0/mini-failed", arn: queue, kms_master_key_id: "alias/aws/sqs" },
      },
      aws_lambda_event_source_mapping: { enrich: undefined },
    };
    expect(writing([allow("kms:Decrypt", iamKey), sendFailed], { resources })).toBeUndefined();
  });
});
