import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { iso31661Alpha2ToNumeric } from "iso-3166";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

/** Countries by their two letters, as shapes to be drawn. */
export interface WorldMap {
  type: "FeatureCollection";
  features: { type: "Feature"; properties: { name: string }; geometry: unknown }[];
}

const alpha2 = new Map(Object.entries(iso31661Alpha2ToNumeric).map(([two, number]) => [number, two]));
/** Shapes that ISO numbers do not name: one has letters that all data use, the others keep their names. */
const withoutNumber: Readonly<Record<string, string>> = { Kosovo: "XK" };
/** Nobody lives there, and it takes a quarter of the map. */
const UNINHABITED = "Antarctica";
/** Hundredths of a degree are finer than a pixel of the map. */
const DIGITS = 100;

/** Natural Earth's countries in their coarsest form: 177 of them, without the smallest. */
export function worldMap(): WorldMap {
  const path = createRequire(import.meta.url).resolve("world-atlas/countries-110m.json");
  const topology = JSON.parse(readFileSync(path, "utf8")) as Topology;
  const countries = topology.objects.countries as GeometryCollection<{ name: string }>;
  return {
    type: "FeatureCollection",
    features: feature(topology, countries)
      .features.filter(({ properties }) => properties.name !== UNINHABITED)
      .map(({ id, properties, geometry }) => ({
        type: "Feature" as const,
        properties: { name: alpha2.get(String(id)) ?? withoutNumber[properties.name] ?? properties.name },
        geometry: rounded(geometry),
      })),
  };
}

const rounded = (geometry: unknown): unknown =>
  JSON.parse(JSON.stringify(geometry), (_, value) =>
    typeof value === "number" ? Math.round(value * DIGITS) / DIGITS : value,
  );
