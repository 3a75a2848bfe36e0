import type { TableItem, WrittenItem } from "../../shared/table.ts";

/** The item as a table sink takes it. */
export const writtenItem = (item: TableItem, keys = ["pk", "sk"]): WrittenItem => ({
  key: keys.map((name) => item[name]!.S!),
  json: JSON.stringify(item),
});

/** What stands in an item that is written out. */
export const itemIn = ({ json }: WrittenItem): TableItem => JSON.parse(json);
