import type { Coefficients } from "../../../functions/model/coefficients.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { examine } from "../../send/file-bytes.ts";
import { readMapping } from "../../send/options.ts";
import { UserError } from "../../user-error.ts";
import { readCoefficients } from "../model/coefficients.ts";
import { namedRedis } from "../redis/external.ts";
import type { LocalRedis } from "../redis/types.ts";
import type { RunOptions } from "./options.ts";
import { checkTables } from "./tables.ts";

/** What the options name, read and found to be right. */
export interface Checked {
  mapping: SourceMapping;
  /** What a person reads of the tables of one's own. */
  tables: readonly string[];
  /** Weights for the local scoring service; the shipped ones without. */
  coefficients: Coefficients | undefined;
  /** The one that REDIS_URL names. */
  redis: LocalRedis | undefined;
}

/** Before anything is built or emptied. Throws a `UserError` for what the user may have to put right. */
export async function checkOptions(options: RunOptions): Promise<Checked> {
  const mapping = readMapping(options.mapping);
  if (typeof options.source === "object") await examine(options.source.file);
  const tables = await checkTables(options.tables);
  const coefficients = options.model === undefined ? undefined : weightsOf(options.model);
  return { mapping, tables, coefficients, redis: await namedRedis(process.env) };
}

/** With another service they would mean nothing. */
function weightsOf(file: string): Coefficients {
  if (process.env.MODEL_URL)
    throw new UserError(
      "MODEL_URL names a service, and --model is for the local one: leave one of them out.",
    );
  return readCoefficients(file);
}
