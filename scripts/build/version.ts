import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

/** Stands for the hash while the code is bundled: as long as the hash, so that a source map holds for both. */
const HASH = "{bundle}";

/** The version of a bundle before the hash of its code is known. */
export function unhashedVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return `${version}+${HASH}`;
}

/**
 * Gives a bundle its version: the release and the first 32 bits of a hash of its code. The hash leaves the version out,
 * so that a release that does not change a function's code shows the same hash.
 */
export function withVersion(code: string, unhashed: string): string {
  const hash = createHash("sha256").update(code.replaceAll(unhashed, "")).digest("hex").slice(0, HASH.length);
  return code.replaceAll(unhashed, unhashed.replace(HASH, hash));
}
