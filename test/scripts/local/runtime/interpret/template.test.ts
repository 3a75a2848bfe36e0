import { describe, expect, test } from "@jest/globals";
import { parseTemplate } from "../../../../../scripts/local/runtime/interpret/template.ts";

const reference = (...steps: (string | number)[]) => ({ kind: "reference", steps });

describe("a string of the synthesised JSON", () => {
  test.each([
    { text: "plain", parts: ["plain"] },
    { text: "", parts: [""] },
    { text: "${aws_sqs_queue.failed.arn}", parts: [reference("aws_sqs_queue", "failed", "arn")] },
    { text: "${var.model_url}", parts: [reference("var", "model_url")] },
    { text: "${data.aws_region.here.name}", parts: [reference("data", "aws_region", "here", "name")] },
    {
      text: "${aws_s3_bucket.archive-bucket_DA69.id}",
      parts: [reference("aws_s3_bucket", "archive-bucket_DA69", "id")],
    },
    { text: '${aws_x.y.list[0]["key"].z}', parts: [reference("aws_x", "y", "list", 0, "key", "z")] },
    { text: "a-${var.x}-b", parts: ["a-", reference("var", "x"), "-b"] },
    { text: "$${literal}", parts: ["${literal}"] },
    { text: "!{partitionKeyFromLambda:dt}", parts: ["!{partitionKeyFromLambda:dt}"] },
    {
      text: '${join("}", [var.x, 1, true])}',
      parts: [
        {
          kind: "call",
          name: "join",
          args: [
            { kind: "literal", value: "}" },
            {
              kind: "list",
              items: [reference("var", "x"), { kind: "literal", value: 1 }, { kind: "literal", value: true }],
            },
          ],
        },
      ],
    },
  ])("$text", ({ text, parts }) => {
    expect(parseTemplate(text)).toEqual(parts);
  });

  test.each(["${var.x", "${a b}", "${aws_x.y[*].id}", "${x ? 1 : 2}", "%{ if x }", "${}", "${a..b}"])(
    "%s is outside the supported part",
    (text) => {
      expect(() => parseTemplate(text)).toThrow();
    },
  );
});
