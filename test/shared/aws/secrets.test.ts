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
  const kept: string[] = [];
  const onKept = ({ name }: Error) => void kept.push(name);
  return { clock, kept, read: secretReader(new SecretsManagerClient({}), { now: () => clock.time, onKept }) };
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

  const outage = Object.assign(new Error("no"), {
    name: "InternalServiceError",
    $metadata: { httpStatusCode: 500 },
  });

  test("keeps the last value through an outage, says so, and asks again soon", async () => {
    secrets
      .on(GetSecretValueCommand)
      .resolvesOnce({ SecretString: "old" })
      .rejectsOnce(outage)
      .resolves({ SecretString: "new" });
    const { read, clock, kept } = reader();
    await read(ARN);
    clock.time = 5 * 60_000;
    expect(await Promise.all([read(ARN), read(ARN)])).toEqual(["old", "old"]);
    clock.time += 14_999;
    expect(await read(ARN)).toBe("old");
    expect(kept).toEqual(["InternalServiceError"]);
    expect(secrets.calls()).toHaveLength(2);
    clock.time += 1;
    expect(await read(ARN)).toBe("new");
  });

  test.each(["ResourceNotFoundException", "AccessDeniedException"])(
    "does not keep a value past a %s",
    async (name) => {
      const gone = Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } });
      secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: "old" }).rejects(gone);
      const { read, clock, kept } = reader();
      await read(ARN);
      clock.time = 5 * 60_000;
      await expect(read(ARN)).rejects.toThrow("no");
      expect(kept).toEqual([]);
    },
  );

  test("asks sooner for whoever wants a younger value", async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: "old" }).resolves({ SecretString: "new" });
    const { read, clock } = reader();
    await read(ARN);
    clock.time = 1_000;
    expect([await read(ARN), await read(ARN, 1_000), await read(ARN)]).toEqual(["old", "new", "new"]);
  });

  test("refuses an empty secret and says which", async () => {
    secrets.on(GetSecretValueCommand).resolves({});
    await expect(reader().read(ARN)).rejects.toThrow(ARN);
  });
});
