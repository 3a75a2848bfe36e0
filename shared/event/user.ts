import { userOf } from "../lane.ts";
import { fitValue } from "./fit.ts";
import type { FieldRule } from "./kind.ts";
import { rawFields } from "./raw.ts";

/** Whose event it will be once its attributes are fitted; "" where it names nobody. For producers, which put it into a lane. */
export function userIn(event: Readonly<Record<string, unknown>>): string {
  const id = (name: "user_id" | "anonymous_id"): { [name]?: string } => {
    const { value } = fitValue(name, event[name], rawFields[name] as unknown as FieldRule);
    return value === undefined ? {} : { [name]: value as string };
  };
  return userOf({ ...id("user_id"), ...id("anonymous_id") });
}
