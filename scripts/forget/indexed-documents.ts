import { isTransient } from "../../shared/aws/errors.ts";
import type { DomainResponse, SearchDomain } from "../../shared/aws/search-domain.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { personalFields } from "../../shared/event/personal.ts";
import { forgettingCondition } from "../../shared/forget/condition.ts";
import { UserError } from "../user-error.ts";
import type { ForgettingPlace } from "./found.ts";
import type { AskArchive, Subject } from "./subject.ts";

export interface ExploredIndices {
  domain: SearchDomain;
  /** Of all indices. */
  alias: string;
}

/** Documents that a request removes at most: the next goes on. */
const AT_ONCE = 5_000;
/** Ids that a request names at most. */
const MAX_IDS = 10_000;
const MAX_MS = 60_000;

/**
 * The copy to explore. Documents are looked for by every field that the schema marks, as whole values, and by the ids of the
 * events that the archive finds, among which are those that hold an id within a longer text: so this place comes before the
 * archive. Their bytes are gone from the domain's disks when it merges their segments.
 */
export function indexedDocuments(
  { domain, alias }: ExploredIndices,
  subject: Subject,
  ask: AskArchive,
): ForgettingPlace {
  const name = "documents to explore";

  async function queries(): Promise<object[]> {
    const columns = new Map(glueColumns().map(({ name, type }) => [name, type]));
    const where = forgettingCondition(subject.needles, subject.shared, columns);
    const ids = (await ask(`select distinct event_id from events_stored where ${where}`)).map(([id]) => id!);
    return [{ bool: { should: fieldClauses(subject), minimum_should_match: 1 } }, ...byIds(ids)];
  }

  async function post(path: string, query: Record<string, string>, body: object): Promise<DomainResponse> {
    const response = await domain
      .send(
        { method: "POST", path: `/${alias}/${path}`, query, body: JSON.stringify(body) },
        Date.now() + MAX_MS,
      )
      .catch((error: unknown) => {
        if (!isTransient(error)) throw error;
        throw new UserError(
          `The OpenSearch domain of ${alias} does not answer (${error.name}): it is reached from inside its network only.`,
        );
      });
    const { status } = response;
    // No index has been made yet, or none is left.
    if (status === 404 || (status >= 200 && status < 300)) return response;
    throw new UserError(
      `The OpenSearch domain refused ${path} with HTTP ${status}: you need es:ESHttpPost on its indices ${alias}-*.`,
    );
  }

  const numberIn = ({ body }: DomainResponse, key: string): number =>
    Number((body as Record<string, unknown> | undefined)?.[key] ?? 0);

  return {
    name,
    async find() {
      const [byFields, ...byId] = await queries();
      let count = numberIn(await post("_count", {}, { query: byFields }), "count");
      // Those that the fields do not find, so that none counts twice.
      for (const query of byId)
        count += numberIn(
          await post("_count", {}, { query: { bool: { filter: [query], must_not: [byFields] } } }),
          "count",
        );
      return { place: name, unit: "documents", count, objects: count };
    },
    async remove() {
      await post("_refresh", {}, {});
      let count = 0;
      for (const query of await queries())
        for (;;) {
          const options = { conflicts: "proceed", refresh: "true", max_docs: String(AT_ONCE) };
          const deleted = numberIn(await post("_delete_by_query", options, { query }), "deleted");
          if (deleted === 0) break;
          count += deleted;
        }
      return count;
    },
  };
}

/** An id is a whole value there, and so is a hash of one. What stands below a name of a map is a value of the map itself. */
function fieldClauses({ needles, shared }: Subject): object[] {
  const ids = [...needles.ids];
  const whole = [...new Set([...ids, ...needles.texts])];
  const fields = [...personalFields("identity"), ...personalFields("content")];
  return [
    ...fields.map((field) => ({ terms: { [field]: whole } })),
    ...shared.flatMap(({ device, firstLinkedAt }) =>
      firstLinkedAt === undefined
        ? []
        : [
            {
              bool: {
                filter: [
                  { term: { anonymous_id: device } },
                  { range: { event_time: { lt: firstLinkedAt } } },
                ],
                must_not: [{ exists: { field: "user_id" } }],
              },
            },
          ],
    ),
  ];
}

function byIds(ids: readonly string[]): object[] {
  const chunks = Math.ceil(ids.length / MAX_IDS);
  return Array.from({ length: chunks }, (_, at) => ({
    ids: { values: ids.slice(at * MAX_IDS, (at + 1) * MAX_IDS) },
  }));
}
