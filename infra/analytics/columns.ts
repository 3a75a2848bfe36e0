import { enrichedFields } from "../../shared/event/enriched.ts";

export const glueColumns = () =>
  Object.entries(enrichedFields).map(([name, field]) => ({
    name,
    type: (field as unknown as { column: string }).column,
    comment: (field as unknown as { description: string }).description,
  }));
