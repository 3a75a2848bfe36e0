import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { UserError } from "../user-error.ts";

/** Where terraform leaves what it could not store, in the stack's directory ("terraform state push"). */
const UNSTORED = "errored.tfstate";

/** Throws a `UserError` where the last deployment left what it knew here: without it, all that it made would be made again. */
export function checkStored(directory: string): void {
  const file = path.join(directory, UNSTORED);
  if (!existsSync(file)) return;
  throw new UserError(
    `${file} holds what the last deployment made and could not store in the state. Store it now, then go on:\n` +
      `  terraform -chdir=${directory} state push ${UNSTORED} && rm ${file}`,
  );
}

/**
 * Throws a `UserError` where a state that is a file was emptied: terraform truncates it before it writes it anew, and takes an
 * empty one for a stack of which nothing is there yet.
 */
export function checkNotEmptied(directory: string): void {
  const { terraform } = JSON.parse(readFileSync(path.join(directory, "cdk.tf.json"), "utf8")) as {
    terraform?: { backend?: { local?: { path?: string } } };
  };
  const place = terraform?.backend?.local?.path;
  if (place === undefined) return;
  const state = path.resolve(directory, place);
  const backup = `${state}.backup`;
  if (!isEmpty(state) || isEmpty(backup) !== false) return;
  throw new UserError(
    `${state} is empty: terraform was killed while it stored what it knew. What it knew before is beside it. Put that back, then go on:\n` +
      `  cp ${backup} ${state}\n` +
      "What was made since then AWS says to be there already: delete it by hand, or have terraform know it\n" +
      `  (terraform -chdir=${directory} import ADDRESS ID).`,
  );
}

/** Undefined where there is no file. */
const isEmpty = (file: string): boolean | undefined => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && found.size === 0;
};
