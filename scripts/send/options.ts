import { existsSync, readFileSync } from "node:fs";
import { LANES } from "../../shared/lane.ts";
import { loadMapping, mappings, parseMapping } from "../../shared/mapping/load.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { Compression } from "../../shared/pack/compression.ts";
import { choices } from "../../shared/settings/choices.ts";
import { commandLine } from "../command-line.ts";
import { UsageError, UserError } from "../user-error.ts";
import { isEncoding } from "./encoding.ts";
import { type FileFormat, fileFormats } from "./format.ts";

export interface SendCommand {
  files: string[];
  mapping: SourceMapping;
  /** What was given for it, a name or a file. */
  mappingNamed: string;
  format: FileFormat | undefined;
  encoding: string | undefined;
  sourceName: string | undefined;
  /** Folder of the local run, file with the outputs of a stack, or the name of a stream by itself. */
  target: { data: string } | { outputs: string } | { stream: string };
  endpoint: string | undefined;
  /** Those of the stack unless given. */
  lanes: number | undefined;
  compression: Compression;
  allowFailures: boolean;
}

export const usage = `Puts the records of files on the raw stream: JSON, NDJSON or CSV, each also as .gz.

  npm run send -- FILE… [options]

  --mapping NAME|FILE   how records become events (native): a JSON file, or
                        ${[...mappings.keys()].join(", ")}
  --format F            ${fileFormats.join(", ")}; told by the name of the file or its beginning unless set
  --encoding NAME       what the files are written in: windows-1252, shift_jis, utf-16le, … (UTF-8; the mark of
                        UTF-16 at the beginning of a file says it by itself)
  --source NAME         metadata.source of events that bring none: the column source of the archive
  --data DIR            folder of the local run (.data), which must be up (npm start)
  --outputs FILE        outputs of a deployed stack, instead of the local run
  --stream NAME         a stream by its name instead of a stack's raw stream; then nothing takes failed events
  --endpoint URL        address of AWS, for example of a local gateway
  --lanes N             lanes that users are hashed to (as the stack has them; ${LANES} for --stream)
  --compression C       ${choices.compression.join(", ")} (none)
  --allow-failures      exit code 0 also when events failed
  --json                what became of each file, as JSON
  --help                print this

JSON is read as a list, as one value after the other, or line by line, whatever the file is called. The documents of an
Elasticsearch export or of a saved search are taken out of their _source, those of MongoDB and DynamoDB lose the types of
their values, results of databases with columns and rows become objects, and of lines for Elasticsearch's bulk API only the
documents are sent. Events are taken out of what carries them: EventBridge, SNS, SQS, Kinesis, Firehose, CloudWatch Logs,
Pub/Sub, CloudEvents, Kafka Connect, Debezium, kcat, Filebeat, Logstash, Docker; what those say beside is left behind, and
what they carry in base64 may be compressed by gzip or zstd.
Bodies of Segment's /v1/batch are taken apart, and so is an object that is no event and holds a list of them
under events, batch, data, records, messages, rows or results.
CSV has its names in the first line that is no title and no comment (#); they may differ from the mapping's in case,
spaces and underscores. In logs of CloudFront and IIS #Fields has them, and a dash is no value. The second
column of a name gets a number (id_2). No value, and so no attribute, are: an empty cell, cells missing at the end of a
row, \\N, and words such as null, NaN and N/A where a number or a time is expected. A row with more cells than names fails.
Numbers as 1.299,00 € and $5 are read by a mapping of your own ("decimal"), and times as 20.11.2026 10:00 ("time").

What can be no event, and what cannot be mapped, goes to the failed events with its bytes and its line: nothing is
dropped. (With --stream, what cannot even be read is put there as it is.) What the schema refuses is sent, and fails in
the pipeline; it is told here beforehand. So is an attribute that does not fit, and costs no event: what it held is kept
under properties. And so are events with the id of another one of the file: of one id one event counts.

Exit codes: 0 every event was sent and passes the checks of the schema; 1 an event failed or will fail (unless
--allow-failures), or a file could not be sent as a whole; 2 wrong command line.
`;

const declared = {
  mapping: { type: "string", default: "native" },
  format: { type: "string" },
  source: { type: "string" },
  data: { type: "string", default: ".data" },
  outputs: { type: "string" },
  stream: { type: "string", default: "raw" },
  endpoint: { type: "string" },
  lanes: { type: "string" },
  compression: { type: "string", default: "none" },
  encoding: { type: "string" },
  "allow-failures": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The command line as a command; "help" when that is asked for. Throws a `UserError` that names what is wrong. */
export function parseOptions(args: readonly string[]): SendCommand | "help" {
  const { values, positionals: files } = parsed(args);
  if (values.help) return "help";
  if (files.length === 0) throw new UsageError("Which file? npm run send -- FILE… (--help says more).");
  const target =
    values.stream !== "raw"
      ? { stream: values.stream }
      : values.outputs === undefined
        ? { data: values.data }
        : { outputs: values.outputs };
  return {
    files,
    mapping: readMapping(values.mapping),
    mappingNamed: values.mapping,
    format: values.format === undefined ? undefined : oneOf("--format", fileFormats, values.format),
    encoding: values.encoding === undefined ? undefined : encodingOf(values.encoding),
    sourceName: values.source,
    target,
    endpoint: values.endpoint === undefined ? undefined : address(values.endpoint),
    lanes: values.lanes === undefined ? undefined : lanes(values.lanes),
    compression: oneOf("--compression", choices.compression, values.compression),
    allowFailures: values["allow-failures"],
  };
}

function parsed(args: readonly string[]) {
  return commandLine(
    { args: [...args], options: declared, allowPositionals: true },
    "npm run send -- --help lists the options.",
  );
}

/** A shipped mapping by name, or one from a file. Throws a `UserError` that says what is wrong with it. */
export function readMapping(nameOrFile: string): SourceMapping {
  const isFile = existsSync(nameOrFile);
  if (!isFile && /[./\\]/.test(nameOrFile))
    throw new UserError(`--mapping ${nameOrFile}: there is no such file.`);
  try {
    return isFile ? parseMapping(readFileSync(nameOrFile, "utf8")) : loadMapping(nameOrFile);
  } catch (error) {
    throw new UserError(`--mapping ${nameOrFile}: ${(error as Error).message}`);
  }
}

function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} ${text}: expected ${names.join(", ")}.`);
}

/** Throws a `UsageError` for a name that no encoding has. */
export function encodingOf(text: string): string {
  if (isEncoding(text)) return text;
  throw new UsageError(
    `--encoding ${text}: there is no such encoding; expected a name such as utf-8, utf-16le, windows-1252, iso-8859-2 or shift_jis.`,
  );
}

function lanes(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 1 && value <= 65_536) return value;
  throw new UsageError(`--lanes ${text}: expected a whole number from 1 to 65536.`);
}

function address(text: string): string {
  if (URL.canParse(text)) return text;
  throw new UsageError(`--endpoint ${text}: expected an address such as http://127.0.0.1:4566.`);
}
