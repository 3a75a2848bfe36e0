interface Column {
  name: string;
  type: string;
}

/** A statement of Athena that is no query, as far as it is told apart. */
export type IcebergStatement = { table: string } & (
  | { kind: "create"; columns: Column[]; partitionedBy: string[] }
  | { kind: "add columns"; columns: Column[] }
  | { kind: "widen"; column: string; type: string }
  | { kind: "drop" }
  | { kind: "view"; query: string }
  | { kind: "optimize"; where: string }
  | { kind: "vacuum" }
  | IcebergWrite
);

/** MERGE, INSERT … SELECT, UPDATE and DELETE. */
export interface IcebergWrite {
  kind: "write";
  table: string;
  /** Rows that may be written, as a query; absent where none are. */
  rows?: string;
  /** Of an INSERT: the columns that its rows have by position, those of the table or a list of them. */
  positions?: string;
  /** Of a MERGE: how its source, called `alias`, and its target are joined. */
  merge?: { source: string; alias: string; target: string; on: string };
}

const QUERY = /^(?:select|with|values|explain|show|describe|unload|\()/i;
const TRANSACTION = /^(?:begin|start\s+transaction|commit|rollback|savepoint)\b/i;

/** Without comments in front, and without a semicolon behind. */
const bare = (sql: string): string =>
  sql.replace(/^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, "").replace(/;?\s*$/, "");

export const isQuery = (sql: string): boolean => QUERY.test(bare(sql));

/** Throws a sentence for a statement that Athena refuses, and for one that the local Athena does not know. */
export function parsedStatement(sql: string): IcebergStatement {
  const text = bare(sql);
  if (TRANSACTION.test(text))
    throw new Error(
      "Athena knows no transactions of several statements: each statement is committed by itself.",
    );
  for (const form of forms) {
    const found = form(text);
    if (found !== undefined) return found;
  }
  throw new Error(
    `The local Athena does not know the statement "${text.slice(0, 60)} …": it runs queries, and on Iceberg tables CREATE TABLE, ALTER TABLE … ADD COLUMNS or CHANGE COLUMN, MERGE, INSERT INTO … SELECT, UPDATE, DELETE, OPTIMIZE, VACUUM, DROP TABLE and CREATE OR REPLACE VIEW.`,
  );
}

type Form = (text: string) => IcebergStatement | undefined;

const forms: readonly Form[] = [
  (text) => {
    const [, table, columns, partitions = "", properties] =
      /^create\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)\s*\(([\s\S]*?)\)\s*(?:partitioned\s+by\s*\(([^)]*)\)\s*)?location\s+'[^']*'\s*tblproperties\s*\(([\s\S]*)\)$/i.exec(
        text,
      ) ?? [];
    if (table === undefined) return undefined;
    if (!/'table_type'\s*=\s*'iceberg'/i.test(properties!))
      throw new Error(
        `The table ${table} is to be made without 'table_type' = 'ICEBERG': the local Athena makes no other.`,
      );
    const partitionedBy = partitions
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    return { kind: "create", table, columns: columnsIn(columns!), partitionedBy };
  },
  (text) => {
    const [, table, columns] = /^alter\s+table\s+(\w+)\s+add\s+columns\s*\(([\s\S]*)\)$/i.exec(text) ?? [];
    return table === undefined ? undefined : { kind: "add columns", table, columns: columnsIn(columns!) };
  },
  (text) => {
    const [, table, column, name, type] =
      /^alter\s+table\s+(\w+)\s+change\s+column\s+(\w+)\s+(\w+)\s+(\S+)$/i.exec(text) ?? [];
    return table === undefined || column !== name
      ? undefined
      : { kind: "widen", table, column: column!, type: type! };
  },
  (text) => {
    const [, table, query] =
      /^create\s+or\s+replace\s+view\s+(\w+)\s+as\s+((?:select|with)\b[\s\S]*)$/i.exec(text) ?? [];
    return table === undefined ? undefined : { kind: "view", table, query: query! };
  },
  (text) => {
    const [, table] = /^drop\s+table\s+(?:if\s+exists\s+)?(\w+)$/i.exec(text) ?? [];
    return table === undefined ? undefined : { kind: "drop", table };
  },
  (text) => {
    const [, table, where = "true"] =
      /^optimize\s+(\w+)\s+rewrite\s+data\s+using\s+bin_pack(?:\s+where\s+([\s\S]+))?$/i.exec(text) ?? [];
    return table === undefined ? undefined : { kind: "optimize", table, where };
  },
  (text) => {
    const [, table] = /^vacuum\s+(\w+)$/i.exec(text) ?? [];
    return table === undefined ? undefined : { kind: "vacuum", table };
  },
  (text) => {
    const [, table, target = table!, source, alias, on] =
      /^merge\s+into\s+(\w+)(?:\s+as\s+(\w+))?\s+using\s+\(([\s\S]*)\)\s+as\s+(\w+)\s+on\s+([\s\S]*?)\s+when\s/i.exec(
        text,
      ) ?? [];
    if (table === undefined) return undefined;
    return {
      kind: "write",
      table,
      rows: source!,
      merge: { source: source!, alias: alias!, target, on: on! },
    };
  },
  (text) => {
    const [, table, columns, rows] =
      /^insert\s+into\s+(\w+)\s*(\([^)]*\))?\s*((?:select|with)\b[\s\S]*)$/i.exec(text) ?? [];
    return table === undefined
      ? undefined
      : { kind: "write", table, rows: rows!, positions: columns?.slice(1, -1) ?? "all" };
  },
  (text) => {
    const [, table] = /^(?:delete\s+from|update)\s+(\w+)\b/i.exec(text) ?? [];
    return table === undefined ? undefined : { kind: "write", table };
  },
];

/** `name type`, cut at the commas that are not inside a type. */
function columnsIn(text: string): Column[] {
  const parts = text.split(/,(?![^<(]*[>)])/);
  return parts.map((part) => {
    const [, name, type] = /^\s*(\w+)\s+([\s\S]+?)\s*$/.exec(part) ?? [];
    if (name === undefined) throw new Error(`"${part.trim()}" is no column: expected a name and a type.`);
    return { name, type: type! };
  });
}
