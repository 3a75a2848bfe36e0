import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { secretReader } from "../../../shared/aws/secrets.ts";

const secrets = mockClient(SecretsManagerClient);
beforeEach(() => {
  secrets.reset();
});

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:model-a1b2c3";

function reader() {
  const clock = { time: 0 };
  return { clock, read: secretReader(new SecretsManagerClient({}), () => clock.time) };
}

describe("secretReader", () => {
  test.each([{ arn: "" }, { arn: undefined }])(
    "answers nothing for the ARN '$arn' and asks nobody",
    async ({ arn }) => {
      expect(await reader().read(arn)).toBeUndefined();
      expect(secrets.calls()).toHaveLength(0);
    },
  );

  test("asks once for all who read at the same moment, and again after five minutes", async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: "old" }).resolves({ SecretString: "new" });
    const { read, clock } = reader();
    expect(await Promise.all([read(ARN), read(ARN)])).toEqual(["old", "old"]);
    clock.time = 5 * 60_000;
    expect(await read(ARN)).toBe("new");
  });

  test("does not keep a failure", async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error("not now")).resolves({ SecretString: "token" });
    const { read } = reader();
    await expect(read(ARN)).rejects.toThrow("not now");
    expect(await read(ARN)).toBe("token");
  });

  test("refuses an empty secret and says which", async () => {
    secrets.on(GetSecretValueCommand).resolves({});
    await expect(reader().read(ARN)).rejects.toThrow(ARN);
  });
});
