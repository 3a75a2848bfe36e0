import { type Fit, fitByKind } from "./fit-by-kind.ts";
import type { FieldRule } from "./kind.ts";
import { kindOf } from "./kinds.ts";

/** Fits a value to the attribute of that name, by the kind of its field. */
export const fitValue = (name: string, found: unknown, field: FieldRule): Fit =>
  fitByKind(kindOf(field), name, found, field);
