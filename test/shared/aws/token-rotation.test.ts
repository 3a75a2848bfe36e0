import {
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { rotateToken } from "../../../shared/aws/token-rotation.ts";

const SETTLE_MS = 600_000;

/** Runs a rotation and returns what it did, in its order. `stages`: the secret's versions as they are. */
async function rotated(
  stages: Record<string, string[]>,
  statuses = ["modifying", "available"],
): Promise<string[]> {
  const done: string[] = [];
  const cache = mockClient(ElastiCacheClient);
  const secrets = mockClient(SecretsManagerClient);
  let looks = 0;
  cache.on(ModifyReplicationGroupCommand).callsFake(({ AuthToken, AuthTokenUpdateStrategy }) => {
    done.push(`redis ${AuthTokenUpdateStrategy} ${AuthToken}`);
    looks = 0;
    return {};
  });
  cache
    .on(DescribeReplicationGroupsCommand)
    .callsFake(() => ({ ReplicationGroups: [{ Status: statuses[Math.min(looks++, statuses.length - 1)] }] }));
  secrets.on(GetRandomPasswordCommand).resolves({ RandomPassword: "new" });
  secrets.on(DescribeSecretCommand).resolves({ VersionIdsToStages: stages });
  secrets.on(UpdateSecretVersionStageCommand).callsFake(({ VersionStage, MoveToVersionId }) => {
    done.push(`label ${VersionStage} ${MoveToVersionId}`);
    return {};
  });
  secrets.on(PutSecretValueCommand).callsFake(({ SecretString }) => {
    done.push(`secret ${SecretString}`);
    return {};
  });
  await rotateToken({
    cache: new ElastiCacheClient({}),
    secrets: new SecretsManagerClient({}),
    group: "clickstream-prod",
    secret: "clickstream-prod/redis",
    settleMs: SETTLE_MS,
    sleep: async (ms) => {
      if (ms === SETTLE_MS) done.push("settled");
    },
    say: () => {},
  });
  return done;
}

test("Redis takes both tokens before the secret says the new one, and the new one alone once it was read", async () => {
  expect(await rotated({ first: ["AWSCURRENT"] })).toEqual([
    "redis ROTATE new",
    "label TERRAFORM first",
    "secret new",
    "settled",
    "redis SET new",
  ]);
});

test("terraform's version keeps its label at the second rotation", async () => {
  const later = await rotated({ first: ["TERRAFORM", "AWSPREVIOUS"], second: ["AWSCURRENT"] });
  expect(later.filter((each) => each.startsWith("label"))).toEqual([]);
});

test("a group that does not come back is told, and the secret is left alone", async () => {
  await expect(rotated({ first: ["AWSCURRENT"] }, ["modifying"])).rejects.toThrow(
    /still changing after half an hour/,
  );
});
