import { firstComment, namedQueryFiles } from "../../shared/queries/named.ts";
import { archiveViews } from "../../shared/queries/views.ts";
import type { DeclaredQuery } from "../local/runtime/athena/types.ts";

/** The queries and views of this release, for whoever wants to know what can be asked before there is anything to ask. */
export const shippedQueries = (): DeclaredQuery[] =>
  [...namedQueryFiles(), ...archiveViews]
    .map(({ name, sql }) => ({ name, sql, description: firstComment(sql) ?? "", database: "" }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
