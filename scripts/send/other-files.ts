/** Files in which people have events and that are not read, by how they begin, a character a byte, and what to do with one. */
const OTHERS: readonly (readonly [begins: string | RegExp, says: string])[] = [
  ["PK\x03\x04", "a zip archive or an Excel workbook: unzip it, or save the sheet as CSV"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook: save the sheet as CSV"],
  [
    "PAR1",
    "a Parquet file: write it as lines of JSON first, for example with DuckDB: COPY (FROM 'events.parquet') TO 'events.ndjson'",
  ],
  ["Obj\x01", "an Avro file: write it as lines of JSON first"],
  ["\x1f\x8b", "compressed by gzip twice: unpack it once (gunzip)"],
  ["\x28\xb5\x2f\xfd", "compressed by zstd: unpack it first (unzstd)"],
  [/^BZh[1-9]1AY&SY/, "compressed by bzip2: unpack it first (bunzip2)"],
  ["\xfd7zXZ\0", "compressed by xz: unpack it first (unxz)"],
  [/^\s*<(?:!doctype\s|html[\s>])/i, "a web page, perhaps one to sign in: get the file once more"],
  [/^\s*<\?xml\s/, "XML: write it as lines of JSON or as CSV first"],
];

/** What a content is that begins so and is not read, with what to do about it; undefined of any other. */
export function otherFile(head: Buffer): string | undefined {
  const text = head.toString("latin1");
  return OTHERS.find(([begins]) =>
    typeof begins === "string" ? text.startsWith(begins) : begins.test(text),
  )?.[1];
}
