import { expect, test } from "@jest/globals";
import { comparable, differences } from "./compare.ts";

const stack = (aws: object, retention: number) => ({
  "//": { metadata: { version: "0.21.0" } },
  terraform: { required_providers: { aws } },
  resource: {
    aws_kinesis_stream: { raw: { "//": { metadata: {} }, retention_period: retention, zones: ["a"] } },
  },
});
const ours = stack({ source: "aws", version: "6.25.0" }, 48);

test("who synthesised a stack and with which provider makes no difference", () => {
  const theirs = {
    ...stack({ source: "hashicorp/aws", version: "6.66.0" }, 48),
    "//": { version: "0.24.0" },
  };
  expect(differences(comparable(ours), comparable(theirs))).toEqual([]);
});

test("another provider, an argument, and one that is absent do", () => {
  const theirs = stack({ source: "acme/aws" }, 24);
  Object.assign(theirs.resource.aws_kinesis_stream.raw, { zones: undefined, tags: {} });
  expect(differences(comparable(ours), comparable(theirs))).toEqual([
    '/terraform/required_providers/aws/source: "hashicorp/aws" | "acme/aws"',
    "/resource/aws_kinesis_stream/raw/retention_period: 48 | 24",
    '/resource/aws_kinesis_stream/raw/zones: ["a"] | absent',
    "/resource/aws_kinesis_stream/raw/tags: absent | {}",
  ]);
});
