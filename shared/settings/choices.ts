/** What settings that are a choice may be: an environment chooses among the same that the functions know. */
export const choices = {
  compression: ["none", "gzip", "zstd"],
  stateCompression: ["none", "zstd"],
  redisOutage: ["wait", "degrade"],
  personalStored: ["hashed", "dropped", "as_is"],
  scoring: ["stream", "inline"],
  predictionWrites: ["every_event", "latest_per_user"],
} as const;

/** One of them. */
export type SettingChoice<Name extends keyof typeof choices> = (typeof choices)[Name][number];
