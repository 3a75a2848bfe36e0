import type { LookUpResult, ZipArea } from "../facts.ts";
import { lookUpCache, lookUpOf, MISSING } from "./cache.ts";
import { zipKey } from "./keys.ts";
import type { LookUpTable } from "./table.ts";

/** The United States have 42,000 postal codes. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** Three tab-separated values. */
export function encodeZipArea({ state, population, median_income }: ZipArea): string {
  return `${state}\t${population}\t${median_income}`;
}

/** Throws on bytes that `encodeZipArea` did not write. */
export function decodeZipArea(bytes: Uint8Array): ZipArea {
  const values = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().split("\t");
  const [state = "", population = "", medianIncome = ""] = values;
  const area = { state, population: Number(population), median_income: Number(medianIncome) };
  const numbers = population !== "" && medianIncome !== "";
  if (values.length !== 3 || !numbers || !Number.isFinite(area.population + area.median_income))
    throw new RangeError("A zip area is not three values.");
  return area;
}

/** Areas of postal codes, a key each. */
export function zipTable(ttlMs: number): LookUpTable<ZipArea> {
  const areas = lookUpCache({ decode: decodeZipArea, maxBytes: CACHE_BYTES, ttlMs });
  return {
    plan(codes, at) {
      const answers = new Map<string, LookUpResult<ZipArea>>();
      const unknown: { code: string; key: string }[] = [];
      for (const code of codes) {
        const key = zipKey(code);
        const entry = areas.get(key);
        if (entry !== undefined && entry.freshUntil > at) answers.set(code, lookUpOf(entry, at));
        else unknown.push({ code, key });
      }
      return {
        keys: unknown.map(({ key }) => key),
        settle(fetched) {
          unknown.forEach(({ code, key }, index) => {
            answers.set(code, lookUpOf(areas.keep(key, fetched[index], at), at));
          });
          return (code) => answers.get(code) ?? MISSING;
        },
      };
    },
  };
}
