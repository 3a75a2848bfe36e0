import type { SettingChoice } from "../../shared/settings/choices.ts";
import { runApp } from "../build/synthesize.ts";
import { UserError } from "../user-error.ts";

/** What the commands read of an environment's settings; `infra/environments/settings.ts` says what each means. */
export interface ShownSettings {
  name: string;
  retainData: boolean;
  remoteState: boolean;
  reserveConcurrency: boolean;
  peakEventsPerSecond: number;
  predictionWrites: SettingChoice<"predictionWrites">;
  functions: Readonly<Record<string, { reservedConcurrency?: number }>>;
  raw: { shards?: number };
  enriched: { shards?: number };
  alarms: { email?: string; receiverRequired: boolean };
}

export interface ShownEnvironment {
  settings: ShownSettings;
  /** Where each setting comes from, by its path. */
  origins: Readonly<Record<string, string>>;
}

/** Environments as they are in force; all unless named. Throws a `UserError` for a settings file that is wrong. */
export async function readEnvironments(
  names: readonly string[],
  settings?: string,
): Promise<Readonly<Record<string, ShownEnvironment>>> {
  const json = await runApp([
    ...names,
    "--show",
    ...(settings === undefined ? [] : ["--settings", settings]),
  ]);
  return JSON.parse(json) as Record<string, ShownEnvironment>;
}

/** Without the bucket of its state, nothing is known of a stack that is there. Throws a `UserError`. */
export function checkState(
  { name, remoteState }: Pick<ShownSettings, "name" | "remoteState">,
  given: Readonly<Record<string, string | undefined>>,
): void {
  if (remoteState && !given.STATE_BUCKET)
    throw new UserError(
      `Which bucket holds terraform's state of ${name}? Set STATE_BUCKET, as it was when it was deployed.`,
    );
}

/** What the environment is not deployed without. Throws a `UserError` that says how to come by it. */
export function checkDemands(
  { name, remoteState, alarms }: ShownSettings,
  given: Readonly<Record<string, string | undefined>>,
): void {
  const missing: string[] = [];
  if (remoteState && !given.STATE_BUCKET)
    missing.push(
      "  STATE_BUCKET  bucket of terraform's state, which is else lost with this machine; `npm run state-bucket -- NAME` makes one",
    );
  if (alarms.receiverRequired && !given.ALARM_EMAIL && !alarms.email)
    missing.push("  ALARM_EMAIL   who is told of alarms; or the setting alarms.email");
  if (missing.length > 0) throw new UserError([`${name} is not deployed without:`, ...missing].join("\n"));
}
