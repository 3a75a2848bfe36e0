import { resourcesOf, type StackCheck } from "./stack.ts";

const TYPES = [
  "aws_security_group",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
];
/** CreateSecurityGroup and IpRange, Amazon EC2 API reference: at most 255 of these. */
const TAKEN = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** EC2 refuses a description with an apostrophe, half-way through an apply. */
export const checkDescriptions: StackCheck = (stack) =>
  TYPES.flatMap((type) => resourcesOf(stack, type)).flatMap(({ address, body }) =>
    body.description === undefined || TAKEN.test(String(body.description))
      ? []
      : [
          `${address} is described as "${body.description}"; EC2 takes 255 letters, digits and a few signs, and no apostrophe.`,
        ],
  );
