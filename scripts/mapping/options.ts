import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { commandLine } from "../command-line.ts";
import { type FileFormat, fileFormats } from "../send/format.ts";
import { readMapping } from "../send/options.ts";
import { UsageError, UserError } from "../user-error.ts";

export interface SampleCommand {
  sample: string;
  format: FileFormat | undefined;
}

export interface CheckCommand extends SampleCommand {
  mapping: SourceMapping;
}

export type MappingCommand =
  | "list"
  | "help"
  | ({ do: "check" } & CheckCommand)
  | ({ do: "suggest" } & SampleCommand);

export const usage = `Shows what a source mapping makes of a sample, without sending anything.

  npm run mapping -- list
  npm run mapping -- suggest SAMPLE [options]
  npm run mapping -- check MAPPING SAMPLE [options]

  list           the mappings that are shipped
  suggest        which of them fit a file of yours: how many of its events are valid under each, and how much each knows
  check          what maps (attribute ← where from, how often, an example), what stays in properties, what fails and
                 why, and which rules found nothing. MAPPING is a shipped name or a JSON file, whose mistakes are told
                 with their places; SAMPLE is any file that npm run send reads; of a
                 large one only the beginning is looked at.
  --format F     ${fileFormats.join(", ")}; told by the name of the file or its beginning unless set
  --json         the list, the suggestions, or the counts with their examples, as JSON
  --help         print this

Exit code 0 when every event that was looked at is valid (of suggest: under one of them), 1 when one is not, or the mapping
or the sample cannot be used, 2 for a wrong command line. Examples are values of the sample, cut and on the terminal only.
`;

const declared = {
  format: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The command line as a command. Throws a `UsageError` for a wrong one and a `UserError` for a mapping with mistakes. */
export function parseOptions(args: readonly string[]): MappingCommand {
  const { values, positionals } = parsed(args);
  const [command, ...operands] = positionals;
  if (values.help) return "help";
  if (command === "list" && operands.length === 0) return "list";
  const format = values.format === undefined ? undefined : formatNamed(values.format);
  const [first, second] = operands;
  if (command === "suggest" && first !== undefined && operands.length === 1)
    return { do: "suggest", sample: first, format };
  if (command === "check" && first !== undefined && second !== undefined && operands.length === 2)
    return { do: "check", mapping: mappingNamed(first), sample: second, format };
  throw new UsageError(
    "npm run mapping -- list, suggest SAMPLE, or check MAPPING SAMPLE (--help says more).",
  );
}

function parsed(args: readonly string[]) {
  return commandLine(
    { args: [...args], options: declared, allowPositionals: true },
    "npm run mapping -- --help lists the options.",
  );
}

/** As `--mapping` of the other commands takes it, which here is no option. */
function mappingNamed(nameOrFile: string): SourceMapping {
  try {
    return readMapping(nameOrFile);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replace(/^--mapping /, ""));
  }
}

function formatNamed(text: string): FileFormat {
  const found = fileFormats.find((format) => format === text);
  if (found !== undefined) return found;
  throw new UsageError(`--format ${text}: expected ${fileFormats.join(", ")}.`);
}
