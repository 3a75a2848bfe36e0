/** Version in the reply to INFO. Valkey also names the Redis version that it is compatible with; its own counts. */
export function versionIn(info: string): string {
  const version = /^valkey_version:(\S+)/m.exec(info) ?? /^redis_version:(\S+)/m.exec(info);
  return version?.[1] ?? "of unknown version";
}
