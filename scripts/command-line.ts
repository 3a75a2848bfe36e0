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
 * @param advice follows the sentence that says what is wrong: the usage, or where it is to be had
 * @throws {UsageError} for a flag that is not declared, and one whose value is missing
 */
export function commandLine<const Config extends ParseArgsConfig>(config: Config, advice: string) {
  const declared = { ...config, options: { ...config.options, ...JSON_FLAG } } as WithJson<Config>;
  let read: ReturnType<typeof parseArgs<WithJson<Config>>>;
  try {
    read = parseArgs(declared);
  } catch (error) {
    const { message } = error as Error;
    if (advice.includes("\n")) throw new UsageError(`${message}\n\n${advice}`);
    // parseArgs says what is wrong in its first sentence; the rest is advice for programmers.
    const [sentence] = message.split(/(?<=\.) |\n/);
    throw new UsageError(`${sentence!.replace(/\.?\s*$/, ".")} ${advice}`);
  }
  if ((read.values as { json?: boolean }).json) speakJson();
  return read;
}
