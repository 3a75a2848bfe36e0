import type { ZipArea } from "../facts.ts";

/** Three tab-separated values. */
export function encodeZipArea({ state, population, median_income }: ZipArea): string {
  return `${state}\t${population}\t${median_income}`;
}

/**
 * Throws on bytes that `encodeZipArea` did not write. A table that a later release loaded may have more values behind
 * them, and stays in Redis when that is rolled back.
 */
export function decodeZipArea(bytes: Uint8Array): ZipArea {
  const values = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().split("\t");
  const [state = "", population = "", medianIncome = ""] = values;
  const area = { state, population: Number(population), median_income: Number(medianIncome) };
  const numbers = population !== "" && medianIncome !== "";
  if (values.length < 3 || !numbers || !Number.isFinite(area.population + area.median_income))
    throw new RangeError("A zip area has three values at least.");
  return area;
}
