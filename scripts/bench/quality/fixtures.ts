import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { UserError } from "../../user-error.ts";

/** The files of a folder and of those in it, by their path below it. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw new UserError(`${folder} cannot be read: ${(error as Error).message}`);
  }
}

/** Throws a `UserError` with the file's name where it is not what its name says. */
export function readFixture(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    if (/\.ya?ml$/.test(file)) return parse(text);
    if (/\.ndjson$/.test(file))
      return text
        .split("\n")
        .filter((line) => line.trim())
        .map((line) => JSON.parse(line));
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Objects of a list; none of anything else. */
export const recordsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
