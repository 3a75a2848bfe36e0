import { expect, test } from "@jest/globals";
import { accountQuotas } from "../../../scripts/deploy/account-quotas.ts";

const failing = (name: string, message: string) => async () => {
  throw Object.assign(new Error(message), { name });
};

test("quotas are asked for by service, and one that there is not is none", async () => {
  const read = async (service: string) => (service === "lambda" ? 1000 : undefined);
  expect(await accountQuotas(read)).toEqual({
    quotas: { concurrency: 1000, tableWrites: undefined, firehosePartitions: undefined, shards: undefined },
    unread: [],
  });
});

test("what may not be read is said once, and stops nothing", async () => {
  const { quotas, unread } = await accountQuotas(failing("AccessDeniedException", "no right\nat x"));
  expect(Object.values(quotas)).toEqual([undefined, undefined, undefined, undefined]);
  expect(unread).toEqual([
    "the quotas of lambda, dynamodb, firehose, kinesis could not be read (AccessDeniedException: no right)",
  ]);
});

test.each([
  ["no region", "Error", "Region is missing", "In which region? Set AWS_REGION."],
  ["no credentials", "CredentialsProviderError", "Could not load any", "AWS does not let you in"],
])("with %s terraform is not even asked", async (_what, name, message, sentence) => {
  await expect(accountQuotas(failing(name, message))).rejects.toThrow(sentence);
});
