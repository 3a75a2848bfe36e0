import type { SettingChoice } from "../settings/choices.ts";

/** The settings of an environment that limits and graphs depend on. */
export interface WatchedSettings {
  scoring: SettingChoice<"scoring">;
  raw: WatchedStream;
  enriched: WatchedStream;
  archive: { bufferSeconds: number };
  alarms: {
    /** Whether a minute or an hour without any invocation of a scheduled function is an alarm too. */
    onSilence: boolean;
    /** Share of the events that may fail before it is an alarm. */
    failedShare: number;
    /** From arrival on the raw stream to the stored prediction, ms: an alarm when the 99th percentile is above. */
    latencyMs: number;
  };
}

interface WatchedStream {
  retentionHours: number;
  /** Provisioned capacity; undefined on demand. */
  shards?: number;
}
