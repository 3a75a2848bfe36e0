import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipSync, zipSync } from "fflate";

/** The file of a bundle, and the only one in its archive. */
export const MEMBER = "index.mjs";

/** The archive that Lambda is given of a bundle's code; written unless it is there. */
export const archiveOf = async (zip: string, code: Buffer): Promise<Uint8Array> =>
  (await heldArchive(zip, code)) ?? (await writeArchive(zip, code));

/**
 * The existing archive, if it holds the same code. Reading it is much faster than making one, and its modification
 * time changes only with the code.
 */
async function heldArchive(zip: string, code: Buffer): Promise<Uint8Array | undefined> {
  if (!existsSync(zip)) return undefined;
  const archive = await readFile(zip);
  try {
    const held = unzipSync(archive)[MEMBER];
    return held !== undefined && code.equals(held) ? archive : undefined;
  } catch {
    // A write that was cut short: it is made anew.
    return undefined;
  }
}

async function writeArchive(zip: string, code: Buffer): Promise<Uint8Array> {
  const archive = zipSync({ [MEMBER]: [code, { mtime: ZIP_DATE, level: 9 }] });
  await mkdir(path.dirname(zip), { recursive: true });
  await writeFile(zip, archive);
  return archive;
}

/** Zip stores local time without a zone: a local date gives the same bytes on every machine. */
const ZIP_DATE = new Date(1980, 0, 1);
