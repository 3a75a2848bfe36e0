import {
  DescribeReplicationGroupsCommand,
  type ElastiCacheClient,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

export interface RotationOptions {
  cache: ElastiCacheClient;
  secrets: SecretsManagerClient;
  /** Id of the group, and name of the secret that holds its token. */
  group: string;
  secret: string;
  /** For how long a function may go on with the token that it has read, ms. */
  settleMs: number;
  sleep(ms: number): Promise<unknown>;
  say(text: string): void;
}

const LENGTH = 64;
const LOOK_MS = 10_000;
/** Half an hour: ElastiCache changes a token node after node. */
const LOOKS = 180;
/**
 * Label of the first version. Terraform looks for that version by its id, and Secrets Manager deletes versions without
 * a label; it would be made anew, with a token that Redis does not know.
 */
const FIRST = "TERRAFORM";

/**
 * Gives Redis another token while functions go on: first it takes both, then the secret says the new one, then, once
 * every function has read it, Redis takes the new one alone. What is broken off is begun again from the start, and
 * harms nothing: until the last step the token before is taken, too.
 */
export async function rotateToken(options: RotationOptions): Promise<void> {
  const { cache, secrets, group, secret, settleMs, sleep, say } = options;
  const { RandomPassword: token } = await secrets.send(
    new GetRandomPasswordCommand({ PasswordLength: LENGTH, ExcludePunctuation: true }),
  );
  await change("ROTATE");
  say(`${group} takes the new token and the one before.`);
  await keepFirstVersion(secrets, secret);
  await secrets.send(new PutSecretValueCommand({ SecretId: secret, SecretString: token }));
  say(`${secret} holds the new token. Waiting ${settleMs / 60_000} minutes for the functions to read it …`);
  await sleep(settleMs);
  await change("SET");
  say(`${group} takes the new token alone.`);

  async function change(AuthTokenUpdateStrategy: "ROTATE" | "SET"): Promise<void> {
    await cache.send(
      new ModifyReplicationGroupCommand({
        ReplicationGroupId: group,
        AuthToken: token,
        AuthTokenUpdateStrategy,
        ApplyImmediately: true,
      }),
    );
    for (let look = 0; look < LOOKS; look += 1) {
      await sleep(LOOK_MS);
      const { ReplicationGroups = [] } = await cache.send(
        new DescribeReplicationGroupsCommand({ ReplicationGroupId: group }),
      );
      if (ReplicationGroups[0]?.Status === "available") return;
    }
    throw new Error(
      `${group} is still changing after half an hour: look at it in the console, then rotate again from the start.`,
    );
  }
}

async function keepFirstVersion(secrets: SecretsManagerClient, SecretId: string): Promise<void> {
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const versions = Object.entries(VersionIdsToStages);
  if (versions.some(([, stages]) => stages.includes(FIRST))) return;
  const current = versions.find(([, stages]) => stages.includes("AWSCURRENT"))?.[0];
  await secrets.send(
    new UpdateSecretVersionStageCommand({ SecretId, VersionStage: FIRST, MoveToVersionId: current }),
  );
}
