export interface RedisCredentials {
  /** Absent for the default user. */
  username?: string;
  password: string;
}

/**
 * What a secret with Redis' credentials holds: the password of the default user as it is, or, for another user, JSON of
 * `username` and `password` as Secrets Manager keeps those of databases. Undefined where there is no secret.
 */
export function credentialsIn(secret: string | undefined): RedisCredentials | undefined {
  if (secret === undefined) return undefined;
  const named = secret.startsWith("{") ? namedIn(secret) : undefined;
  return named ?? { password: secret };
}

function namedIn(secret: string): RedisCredentials | undefined {
  try {
    const { username, password } = JSON.parse(secret);
    if (typeof password !== "string") return undefined;
    return { password, ...(typeof username === "string" && { username }) };
  } catch {
    // A password may begin like JSON and not be JSON.
    return undefined;
  }
}

/** The text of such a secret. */
export const secretOf = ({ username, password }: RedisCredentials): string =>
  username === undefined ? password : JSON.stringify({ username, password });
