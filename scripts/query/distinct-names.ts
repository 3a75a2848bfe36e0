import type { QueryResult } from "../local/runtime/athena/types.ts";

/** Names of columns where no two can be alike, as in a JSON object or a Parquet file: the second `id` is `id_2`. */
export function distinctNames(columns: QueryResult["columns"]): string[] {
  const seen = new Map<string, number>();
  return columns.map(({ name }) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}_${times}`;
  });
}
