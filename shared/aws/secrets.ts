import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** Returns the text of a secret; undefined for an empty ARN, where the other side takes no credentials. */
export type SecretReader = (arn: string | undefined) => Promise<string | undefined>;

/**
 * Rotated credentials are read within this time, ms; one call in five minutes for each secret costs next to nothing.
 */
const TTL_MS = 5 * 60_000;

/**
 * Reads secrets and keeps each for five minutes, so that every invocation may ask. Simultaneous callers share one
 * request. If an expired secret cannot be read again, that is an error; the old value is not used.
 */
export function secretReader(client: SecretsManagerClient, now: () => number = Date.now): SecretReader {
  const kept = new Map<string, { value: Promise<string>; until: number }>();

  return async (arn) => {
    if (!arn) return undefined;
    const cached = kept.get(arn);
    if (cached && now() < cached.until) return cached.value;
    const value = read(arn);
    kept.set(arn, { value, until: now() + TTL_MS });
    value.catch(() => kept.delete(arn));
    return value;
  };

  async function read(arn: string): Promise<string> {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    const value = SecretString ?? (SecretBinary && Buffer.from(SecretBinary).toString("utf8"));
    if (!value) throw new Error(`The secret ${arn} is empty: store a value in it.`);
    return value;
  }
}
