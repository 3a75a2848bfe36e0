import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./user-error.ts";

/**
 * Reads the command line as it is declared.
 * @param usage follows the sentence that says what is wrong
 * @throws {UsageError} for a flag that is not declared, and one whose value is missing
 */
export function commandLine<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}
