import type { GeoPlace, LookUp, LookUpStatus, ZipArea } from "../../shared/redis/facts.ts";
import { fragment, numberField, quoted, textField } from "./json-text.ts";
import { escaped, type TabReader } from "./session/tabbed.ts";

/**
 * What the look-ups say of an event, how they went, and which version of the pipeline asked: the same for many events
 * of a place. So it is put together once, in the two forms in which it is written, and not an event.
 */
export interface Surroundings {
  /** As it is remembered with the session state: a fixed number of values with tabs between them. */
  packed: string;
  /** `geo_…` and `zip_…`, as fields that continue a JSON object. */
  lookUps: Uint8Array;
  /** `enrichment_status` and `pipeline_version`, and the brace that closes the object. */
  outcome: Uint8Array;
  /** Steps and how they went: `geo:ok,zip:missing,session:ok`; a step with nothing to look up is left out. */
  status: string;
  pipelineVersion: string;
}

interface Area {
  state: string;
  population: number | undefined;
  median_income: number | undefined;
}

/**
 * How the session's values came about. `stale`: from a state that may lack what Redis has lost; `index_stale`: that
 * goes for `session_index` alone.
 */
export type SessionStatus = keyof typeof sessionSteps;

const sessionSteps = {
  ok: "session:ok",
  stale: "session:stale",
  missing: "session:missing",
  index_stale: "session:ok,session_index:stale",
} as const;
const sessionStatuses = Object.keys(sessionSteps);

const nowhere: GeoPlace = { country: "", region: "", city: "", timezone: "" };
const noArea: Area = { state: "", population: undefined, median_income: undefined };

/** By place and area, which the look-ups' caches keep and so tell apart by identity, and by how the steps went. */
const known = new WeakMap<GeoPlace, WeakMap<Area, Surroundings[]>>();

/** @param geo,zip undefined where the event has nothing to look up */
export function surroundingsOf(
  geo: LookUp<GeoPlace> | undefined,
  zip: LookUp<ZipArea> | undefined,
  session: SessionStatus,
  pipelineVersion: string,
): Surroundings {
  const place = geo?.value ?? nowhere;
  const area = zip?.value ?? noArea;
  const variants = variantsOf(place, area);
  const variant =
    (rankOf(geo?.status) * 5 + rankOf(zip?.status)) * sessionStatuses.length +
    sessionStatuses.indexOf(session);
  const found = variants[variant];
  if (found?.pipelineVersion === pipelineVersion) return found;
  const made = written(place, area, statusOf(geo?.status, zip?.status, session), pipelineVersion);
  variants[variant] = made;
  return made;
}

function variantsOf(place: GeoPlace, area: Area): Surroundings[] {
  let areas = known.get(place);
  if (areas === undefined) {
    areas = new WeakMap();
    known.set(place, areas);
  }
  let variants = areas.get(area);
  if (variants === undefined) {
    variants = [];
    areas.set(area, variants);
  }
  return variants;
}

const rankOf = (status: LookUpStatus | undefined): number =>
  status === undefined ? 0 : status === "ok" ? 1 : status === "stale" ? 2 : status === "missing" ? 3 : 4;

function statusOf(
  geo: LookUpStatus | undefined,
  zip: LookUpStatus | undefined,
  session: SessionStatus,
): string {
  const steps = [geo && `geo:${geo}`, zip && `zip:${zip}`, sessionSteps[session]];
  return steps.filter((step) => step !== undefined).join();
}

/** The inverse of `packed`. */
export function readSurroundings(values: TabReader): Surroundings {
  const [country, region, city] = [values.text(), values.text(), values.text()];
  const [latitude, longitude] = [values.optionalNumber(), values.optionalNumber()];
  const place = { country, region, city, latitude, longitude, timezone: values.text() };
  const [state, population, median_income] = [
    values.text(),
    values.optionalNumber(),
    values.optionalNumber(),
  ];
  const [status, pipelineVersion] = [values.text(), values.text()];
  return written(place, { state, population, median_income }, status, pipelineVersion);
}

type Place = Omit<GeoPlace, "latitude" | "longitude"> & {
  latitude?: number | undefined;
  longitude?: number | undefined;
};

function written(place: Place, area: Area, status: string, pipelineVersion: string): Surroundings {
  const values = [
    ...[place.country, place.region, place.city, place.latitude, place.longitude, place.timezone],
    ...[area.state, area.population, area.median_income],
    ...[status, pipelineVersion],
  ];
  const steps = Object.fromEntries(status.split(",").map((step) => step.split(":")));
  return {
    packed: values.map((value) => escaped(String(value ?? ""))).join("\t"),
    lookUps: fragment(`${placeFields(place)}${areaFields(area)}`),
    outcome: fragment(
      `,"enrichment_status":${JSON.stringify(steps)},"pipeline_version":${quoted(pipelineVersion)}}`,
    ),
    status,
    pipelineVersion,
  };
}

const placeFields = ({ country, region, city, latitude, longitude, timezone }: Place): string =>
  textField("geo_country", country) +
  textField("geo_region", region) +
  textField("geo_city", city) +
  numberField("geo_latitude", latitude) +
  numberField("geo_longitude", longitude) +
  textField("geo_timezone", timezone);

const areaFields = ({ state, population, median_income }: Area): string =>
  textField("zip_state", state) +
  numberField("zip_population", population) +
  numberField("zip_median_income", median_income);
