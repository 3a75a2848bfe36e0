import { createHash } from "node:crypto";
import { enrichedFields } from "../../shared/event/enriched.ts";
import { indexFields } from "../../shared/search/field-types.ts";

/** Tells the mapping that the schema's own fields make in the copy to explore from that of another version. */
export const presentMapping = (): string =>
  createHash("sha256")
    .update(JSON.stringify(indexFields(enrichedFields)))
    .digest("hex")
    .slice(0, 16);
