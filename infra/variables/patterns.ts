/** What the values of variables look like, as a regular expression that terraform (RE2) and JavaScript read alike. */
export const patterns = {
  text: { matches: "^.+", expected: "a text" },
  word: { matches: "^[^ ]+$", expected: "a name without blanks" },
  url: {
    matches: "^https://[^/@?# ]+([/?#][^ ]*)?$",
    expected: "an https address without a user and a password",
  },
  secretArn: {
    matches: "^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^ *?]+-[A-Za-z0-9]{6}$",
    expected: "the whole ARN of a secret, with the six characters at its end",
  },
  keyArn: {
    matches: "^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^ *?]+$",
    expected: "the ARN of a KMS key, and not of an alias",
  },
  count: { matches: "^[0-9]{1,7}$", expected: "a whole number" },
  share: { matches: "^(0([.][0-9]+)?|1([.]0+)?)$", expected: "a number from 0 to 1" },
} as const;

export type Pattern = keyof typeof patterns;
