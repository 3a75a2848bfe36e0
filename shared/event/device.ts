import { deviceOf } from "../lane.ts";
import { fitValue } from "./fit.ts";
import type { FieldRule } from "./kind.ts";
import { idleId } from "./no-id.ts";
import { rawFields } from "./raw.ts";

/**
 * The device of an event once its attributes are fitted (`deviceOf`); "" where it names none. For producers, which put it
 * into a lane.
 */
export function deviceIn(event: Readonly<Record<string, unknown>>): string {
  const id = (name: "user_id" | "anonymous_id"): { [name]?: string } => {
    const { value } = fitValue(name, event[name], rawFields[name] as unknown as FieldRule);
    return value === undefined ? {} : { [name]: value as string };
  };
  const ids: { user_id?: string; anonymous_id?: string } = { ...id("user_id"), ...id("anonymous_id") };
  const idle = idleId(ids);
  if (idle !== undefined) delete ids[idle];
  return deviceOf(ids);
}
