import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** A folder for the files of a test. */
export function lookUpFiles() {
  const folder = mkdtempSync(join(tmpdir(), "lookups-"));
  return {
    path: (name: string) => join(folder, name),
    /** Writes lines, gzipped if the name says so. */
    write(name: string, ...lines: string[]): string {
      const text = lines.map((line) => `${line}\n`).join("");
      writeFileSync(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
