import { newLambdaClient, newS3Client } from "../../shared/aws/clients.ts";
import { invokeFunction } from "../../shared/aws/invoke.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import { encodePart, type LoadAnswer, type LoadStep } from "../../shared/redis/look-up/parts.ts";
import { readOutputs, withNames } from "../outputs.ts";
import { reachLocalRun } from "../replay/stack.ts";
import { UserError } from "../user-error.ts";
import type { CollectedEntries } from "./collected.ts";

const needed = ["lookups_bucket", "load_function"] as const;

export interface LoadPlace {
  upload(key: string, bytes: Uint8Array): Promise<void>;
  /** One step by the function of the stack. */
  step(step: LoadStep): Promise<LoadAnswer>;
}

/** The bucket and the function of a deployed stack, or of a local run, which must be up. Throws a `UserError`. */
export function loadPlace(target: { data: string } | { outputs: string }): LoadPlace {
  const { lookups_bucket, load_function } =
    "outputs" in target
      ? readOutputs(target.outputs, needed)
      : withNames(reachLocalRun(target.data), needed, target.data);
  const store = objectStore(newS3Client(), lookups_bucket);
  const lambda = newLambdaClient();
  return {
    upload: (key, bytes) =>
      store.put(key, bytes, { contentType: "application/x-ndjson", contentEncoding: "gzip" }),
    step: (step) => invokeFunction<LoadAnswer>(lambda, load_function, step),
  };
}

/**
 * Uploads entries, has them written, and then each set read in the new version: until the last step of a set all look-ups
 * see the tables of before. Returns the keys of earlier loads that expire. Throws a `UserError` that says what is read by
 * then.
 * @param version another one for each load
 * @param progress called with the keys that are in Redis so far
 */
export async function loadEntries(
  place: LoadPlace,
  entries: CollectedEntries,
  { version, sets, progress }: { version: string; sets: readonly string[]; progress(keys: number): void },
): Promise<number> {
  let written = 0;
  let number = 0;
  for (const part of entries.parts()) {
    number += 1;
    const key = `${version}/${String(number).padStart(5, "0")}.ndjson.gz`;
    await place.upload(key, encodePart(part));
    const step = { v: 1, step: "write", version, part: key } as const;
    const { keys } = await orSay(place.step(step), () => "What was loaded before is still read.");
    written += keys;
    progress(written);
  }
  let replaced = 0;
  for (const [at, set] of sets.entries()) {
    const step = { v: 1, step: "commit", version, set, keys: entries.keysOf(set) } as const;
    replaced += (await orSay(place.step(step), () => halfway(sets, at))).replaced;
  }
  return replaced;
}

const orSay = <Answer>(step: Promise<Answer>, what: () => string): Promise<Answer> =>
  step.catch((error) => {
    throw new UserError(`${(error as Error).message} ${what()}`);
  });

/** A step that failed may have done its work, and its answer be lost. */
function halfway(sets: readonly string[], failedAt: number): string {
  const done = sets.slice(0, failedAt);
  const left = sets.slice(failedAt).join(", ");
  const [before, those] =
    done.length === 0
      ? ["", "the new rows"]
      : [`The new rows of ${done.join(", ")} are read by now. `, "those"];
  return `${before}Whether ${those} of ${left} are read is not known: load once more.`;
}

/** By the time, so that a later load sorts behind an earlier one. */
export const newVersion = (now: number): string => `v${now.toString(36)}`;
