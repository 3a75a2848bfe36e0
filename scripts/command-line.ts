import { type ParseArgsConfig, parseArgs } from "node:util";
import { speakJson } from "./terminal.ts";
import { UsageError } from "./user-error.ts";

/**
 * What every command takes: one document of JSON on the standard output, and nothing else there. Where the command fails there
 * is none. Each says in its usage what is in it.
 */
const JSON_FLAG = { json: { type: "boolean", default: false } } as const;

type WithJson<Config extends ParseArgsConfig> = Omit<Config, "options"> & {
  options: NonNullable<Config["options"]> & typeof JSON_FLAG;
};

/**
 * Reads the command line as it is declared, and --json.
 * @param advice where the usage is to be had, which follows the sentence that says what is wrong; or the usage itself, of which
 * only that is said: a page of help would push the sentence out of the window
 * @throws {UsageError} for a flag that is not declared, and one whose value is missing
 */
export function commandLine<const Config extends ParseArgsConfig>(config: Config, advice: string) {
  const declared = { ...config, options: { ...config.options, ...JSON_FLAG } } as WithJson<Config>;
  let read: ReturnType<typeof parseArgs<WithJson<Config>>>;
  try {
    read = parseArgs(declared);
  } catch (error) {
    const { message } = error as Error;
    // parseArgs says what is wrong in its first sentence; the rest is advice for programmers.
    const [sentence] = message.split(/(?<=\.) |\n/);
    throw new UsageError(`${sentence!.replace(/\.?\s*$/, ".")} ${whereHelpIs(advice)}`);
  }
  if ((read.values as { json?: boolean }).json) speakJson();
  return read;
}

/** A usage begins with what to type. */
function whereHelpIs(advice: string): string {
  const typed = /npm (?:start|run [\w-]+)/.exec(advice)?.[0];
  return advice.includes("\n") && typed !== undefined ? `See ${typed} -- --help.` : advice;
}
