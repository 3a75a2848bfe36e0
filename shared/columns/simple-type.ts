/** Types of columns that hold one value, or one map. */
export type SimpleType =
  | "string"
  | "double"
  | "int"
  | "bigint"
  | "boolean"
  | "timestamp"
  | "map<string,string>";
