import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { isTransient } from "./errors.ts";

/**
 * Returns the text of a secret, or undefined for an empty ARN: the other side takes no credentials.
 * @param maxAgeMs what was read longer ago is read again, and at the latest what was read five minutes ago
 */
export type SecretReader = (arn: string | undefined, maxAgeMs?: number) => Promise<string | undefined>;

export interface SecretReaderOptions {
  now?(): number;
  /** Told each time that a secret could not be read again and an older value does for it. */
  onKept?(error: Error): void;
}

/**
 * Rotated credentials are read within this time, ms; one call in five minutes for each secret costs next to nothing.
 */
const TTL_MS = 5 * 60_000;
/** How soon a secret that could not be read again is tried once more, ms. */
const RETRY_MS = 15_000;

interface Kept {
  value: Promise<string>;
  readAt: number;
  /** Until when it passes without asking. */
  until: number;
}

/**
 * Reads secrets and keeps each for five minutes, so that an invocation may ask every time. Those who ask at the
 * same moment share one call. While the service is down or throttles, the last value stays: most likely it is still
 * valid, and whoever takes it says so if it is not. A secret that was deleted or may not be read any more is an error.
 */
export function secretReader(
  client: SecretsManagerClient,
  { now = Date.now, onKept }: SecretReaderOptions = {},
): SecretReader {
  const kept = new Map<string, Kept>();

  return async (arn, maxAgeMs = Number.POSITIVE_INFINITY) => {
    if (!arn) return undefined;
    const before = kept.get(arn);
    const isFresh = before && now() < before.until && now() - before.readAt < maxAgeMs;
    if (isFresh) return before.value;
    const readAt = now();
    const value = read(arn).catch(async (error: unknown) => {
      kept.delete(arn);
      if (before === undefined || !isTransient(error)) throw error;
      kept.set(arn, { ...before, until: now() + RETRY_MS });
      onKept?.(error);
      return before.value;
    });
    kept.set(arn, { value, readAt, until: readAt + TTL_MS });
    return value;
  };

  async function read(arn: string): Promise<string> {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    const value = SecretString ?? (SecretBinary && Buffer.from(SecretBinary).toString("utf8"));
    if (!value) throw new Error(`The secret ${arn} is empty: store a value in it.`);
    return value;
  }
}
