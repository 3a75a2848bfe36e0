import { readFile } from "node:fs/promises";
import { UserError } from "../../user-error.ts";
import type { Authorize } from "../aws/contract.ts";
import { type LocalDomain, startDomain } from "../opensearch/domain.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import type { RunOptions } from "./options.ts";
import type { SearchReport } from "./report.ts";
import type { Unsearchable } from "./unsearchable.ts";

/** What `--search` puts in force: the least domain that there is. The one that stands for it is in memory. */
export const searchedBy = ({ search }: Pick<RunOptions, "search">) =>
  search
    ? {
        sinks: {
          opensearch: {
            domain: { instanceType: "t3.small.search", instances: 1, volumeGib: 10 },
            keepDays: 3650,
            shards: 1,
          },
        },
      }
    : {};

interface DeclaredTypes {
  resource: Record<string, Record<string, unknown>>;
}

/**
 * The domain that stands for the one of the synthesised stack; undefined where it has none. Throws a `UserError` where
 * events would go to a domain that somebody else keeps.
 */
export async function domainFor(
  json: string,
  { searchPort: port }: Pick<RunOptions, "searchPort">,
  authorize: Authorize | undefined,
): Promise<LocalDomain | undefined> {
  const { resource } = JSON.parse(await readFile(json, "utf8")) as DeclaredTypes;
  if (resource.aws_opensearch_domain !== undefined) return startDomain({ port, authorize });
  const isWritten = Object.keys(resource.aws_lambda_function ?? {}).some((name) =>
    name.startsWith("search_"),
  );
  if (!isWritten) return undefined;
  throw new UserError(
    "sinks.opensearch names a domain that is not the run's own, and a local run writes to no other: --search puts its own in the place.",
  );
}

/** A domain that a run copies events to. */
export interface RunSearch extends LocalDomain {
  /** Of all its indices. */
  alias: string;
  report(failed: Unsearchable): SearchReport;
}

/** What is in the domain at the end, and what is not: a copy, which no equation counts. */
export function runSearch(domain: LocalDomain, { outputs, onMetrics }: LocalRuntime): RunSearch {
  let tooOld = 0;
  onMetrics(({ emf }) => {
    tooOld += Number(emf.EventsTooOld ?? 0);
  });
  const { documents, url } = domain;
  return {
    ...domain,
    alias: String(outputs.search_alias),
    report: (failed) => ({
      documents: documents.count,
      dropped: documents.dropped,
      too_old: tooOld,
      failed: failed.counts((ids) => documents.idsAmong(ids)),
      url,
    }),
  };
}
