import { existsSync } from "node:fs";
import { SNAPSHOT_DAYS } from "../../shared/curated/iceberg.ts";
import { commandLine } from "../command-line.ts";
import { missingArgument, UsageError } from "../user-error.ts";

export const usage = `Finds everything that is stored of a person or of a device, and removes it.

  npm run forget -- --person ID [--apply] [--data DIR | --outputs FILE]
  npm run forget -- --device ID [--apply] [--data DIR | --outputs FILE]

  --person ID      a user_id, with every device on which nobody else signed in; of a device that others use, too, the
                   events of this person alone
  --device ID      an anonymous_id, and nothing else of whoever uses it
  --apply          remove what is found; without it everything is only counted
  --data DIR       folder of a local run, which must be up (.data)
  --outputs FILE   outputs of a deployed stack; its Redis is reached by REDIS_URL, a domain from inside
                   its network
  --json           what was found and what is left, as JSON
  --help           print this

Looked for are the ids and their hashes (SHA-256, SHA-1 and MD5), in every column that the schema marks as personal: in
the archive, its errors and derived tables, failed events (within packs and large payloads, too), results of queries,
predictions, session states and the documents of an OpenSearch domain. A text that holds an id of 8 characters or more
counts as well; a shorter one only as a whole value. What is removed is counted in the bucket of failed events, under
forgotten/, without saying of whom.

Events of theirs that are delivered again are not taken any more: of each only that it came is kept (reason forgotten). What
was under way at that moment may still arrive: run it again after the delivery's buffer time (15 minutes), and once more
when the streams' retention is over. A run that was interrupted, even killed, goes on when it is started again. Of an Iceberg
table, rows are gone from its files when VACUUM may give up the snapshots that had them: curate runs it every day, and
snapshots are kept for ${SNAPSHOT_DAYS} days. Not removed is what the stack does not hold: the source, files that were
written from it such as training sets, backups and, on AWS, recovery points of the table of predictions and snapshots of a
domain. A domain's documents are gone from its disks once it merges its segments, at last with their index. One run at a
time.

Exit codes: 0 nothing is left (or, without --apply, it was counted); 1 something is left or out of reach; 2 wrong command
line.
`;

export type SubjectKind = "person" | "device";

export interface ForgetCommand {
  kind: SubjectKind;
  id: string;
  apply: boolean;
  target: { data: string } | { outputs: string };
}

const declared = {
  person: { type: "string" },
  device: { type: "string" },
  apply: { type: "boolean", default: false },
  data: { type: "string" },
  outputs: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const MAX_ID = 128;

/** Options of `npm run forget`. Throws a `UsageError` that names the option at fault. */
export function parseOptions(args: readonly string[]): ForgetCommand | "help" {
  const { help, person, device, apply, data, outputs } = parsed(args);
  if (help) return "help";
  if ((person === undefined) === (device === undefined))
    throw missingArgument("Name one --person or one --device.", usage);
  const id = (person ?? device)!;
  if (id.trim() === "" || id.length > MAX_ID)
    throw new UsageError(`An id has 1 to ${MAX_ID} characters, and not blanks alone.`);
  if (data !== undefined && outputs !== undefined)
    throw new UsageError("--data is a local run and --outputs a deployed stack: give one of them.");
  if (outputs !== undefined && !existsSync(outputs))
    throw new UsageError(`--outputs ${outputs}: there is no such file.`);
  return {
    kind: person === undefined ? "device" : "person",
    id,
    apply,
    target: outputs === undefined ? { data: data ?? ".data" } : { outputs },
  };
}

function parsed(args: readonly string[]) {
  return commandLine({ args: [...args], options: declared }, usage).values;
}
