import { hash } from "node:crypto";
import { figureNames } from "../session/figures.ts";
import type { FoundForm } from "./found.ts";
import known from "./layouts.json" with { type: "json" };
import type { PlainField } from "./plain-fields.ts";

/** The format that is written. */
export const PRESENT_FORMAT = 4;
/** The first format that says who uses the device. */
export const PEOPLE = 3;
/** The first format that says what brought a session. */
export const TOUCHES = 4;

/** What a state holds by place, from format 2 on. */
export interface StateLayout {
  /** The figures of a session. */
  figures: readonly string[];
  /** The plain fields of a remembered event; behind an instant's name stands a blank and `instant`. */
  plain: readonly string[];
  /** Look-up steps and the fields of each; then, where there is one, the touch and what follows from it. */
  lookUps: readonly (readonly [step: string, fields: readonly string[]])[];
}

const INSTANT = " instant";

export const stateLayoutOf = (plain: readonly PlainField[], lookUps: readonly FoundForm[]): StateLayout => ({
  figures: figureNames,
  plain: plain.map(({ name, kind }) => (kind === "instant" ? name + INSTANT : name)),
  lookUps: lookUps.map(({ step, names }) => [step.name, names]),
});

/** The name by which a state tells its layout. */
export const layoutName = (layout: StateLayout): string =>
  hash("sha1", JSON.stringify(layout), "hex").slice(0, 6);

export type Layouts = Readonly<Record<string, StateLayout>>;

/** Every layout that a released version has written, by its name. None is ever taken out: states live for weeks. */
export const stateLayouts = known as unknown as Layouts;

/** For each of the present names, its place in another list; -1 where that does not have it. */
export const placesIn = (present: readonly string[], other: readonly string[]): number[] =>
  present.map((name) => other.indexOf(name));

/** Values in the present order; what the other list did not have is not known. */
export const rearranged = (values: readonly number[], places: readonly number[]): number[] =>
  places.map((place) => values[place] ?? Number.NaN);

export const isInstant = (plain: string): boolean => plain.endsWith(INSTANT);
