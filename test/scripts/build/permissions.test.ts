import { expect, test } from "@jest/globals";
import { resourcesOf } from "../../../infra/checks/stack.ts";
import { environments } from "../../../infra/environments.ts";
import { permissionsLine, permissionsOf } from "../../../scripts/build/permissions.ts";
import { synthesized } from "../../infra/synthesized.ts";

const policy = (...Statement: object[]) => ({ policy: JSON.stringify({ Statement }) });

test("statements of roles are counted, and the wide ones named", () => {
  const permissions = permissionsOf({
    resource: {
      aws_iam_role: { a: {}, b: {} },
      aws_iam_role_policy: {
        a: policy(
          { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn"] },
          { Effect: "Allow", Action: "sqs:*", Resource: "arn" },
        ),
        b: policy(
          { Effect: "Allow", Action: ["xray:PutTraceSegments", "ec2:DescribeSubnets"], Resource: ["*"] },
          { Effect: "Deny", Action: ["ec2:*"], Resource: ["*"] },
        ),
      },
    },
  });
  expect(permissionsLine(permissions)).toBe(
    "4 statements in 2 roles, 1 with a wildcard action; on every resource: ec2:DescribeSubnets, xray:PutTraceSegments",
  );
});

test.each(Object.values(environments))("the roles of $name allow no action by wildcard", (environment) => {
  const document = synthesized({}, environment);
  const { roles, statements, wildcardActions } = permissionsOf(document as never);
  expect(roles).toBe(resourcesOf(document, "aws_iam_role").length);
  expect(statements).toBeGreaterThan(40);
  expect(wildcardActions).toBe(0);
});
