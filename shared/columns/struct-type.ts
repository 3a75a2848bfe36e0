/** The Hive type of an object with columns of these types. */
export const structType = (columns: Readonly<Record<string, string>>): `struct<${string}>` =>
  `struct<${Object.entries(columns)
    .map(([name, type]) => `${name}:${type}`)
    .join(",")}>`;
