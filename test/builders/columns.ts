/** One column of each type that is converted. */
export const columnOfEachType = [
  { name: "text", type: "string" },
  { name: "whole", type: "int" },
  { name: "long", type: "bigint" },
  { name: "real", type: "double" },
  { name: "flag", type: "boolean" },
  { name: "at", type: "timestamp" },
  { name: "map", type: "map<string,string>" },
];
