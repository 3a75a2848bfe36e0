import { gunzipSync, gzipSync } from "node:zlib";
import { parsedObject } from "../../json/parsed-object.ts";
import type { Entries } from "../entries.ts";

/** What `npm run lookups` asks the function `load` for, one step after the other. `v` is the number of this form. */
export type LoadStep =
  | { v: 1; step: "write"; version: string; part: string }
  | { v: 1; step: "commit"; version: string; set: string; keys: number };

export interface LoadAnswer {
  /** Keys that were written, or that the set has. */
  keys: number;
  /** Keys of earlier loads that expire. */
  replaced: number;
}

/** Throws a sentence on what is no step. */
export function loadStepIn(event: unknown): LoadStep {
  const step = (typeof event === "object" && event !== null ? event : {}) as Record<string, unknown>;
  const text = (name: string) => typeof step[name] === "string" && step[name] !== "";
  const known =
    (step.step === "write" && text("part")) ||
    (step.step === "commit" && text("set") && Number.isInteger(step.keys));
  if (step.v === 1 && text("version") && known) return event as LoadStep;
  throw new RangeError("The event is no step of a load: it is made by npm run lookups of the same release.");
}

/** Entries as an object of the bucket: lines of a JSON list of key and base64, in gzip. */
export const encodePart = (entries: Entries): Buffer =>
  gzipSync(
    entries
      .map(([key, value]) => `${JSON.stringify([key, Buffer.from(value).toString("base64")])}\n`)
      .join(""),
  );

/** Throws on bytes that `encodePart` did not write. */
export function decodePart(bytes: Uint8Array): Entries {
  const lines = gunzipSync(bytes).toString().split("\n").slice(0, -1);
  return lines.map((line) => {
    const list: unknown = parsedObject(`{"entry":${line}}`)?.entry;
    const [key, value] = Array.isArray(list) ? list : [];
    if (typeof key !== "string" || typeof value !== "string")
      throw new RangeError("A part of a load has a line that is no entry.");
    return [key, Buffer.from(value, "base64")];
  });
}
