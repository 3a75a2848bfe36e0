import type { FieldError } from "../failure/failed-event.ts";
import type { Compiled } from "./compile.ts";

/** What every event has; of a list, one. */
const REQUIRED = [["event_name"], ["app_id"], ["client_created_at"], ["user_id", "anonymous_id"]] as const;

/** What nothing in a document gives and an event must have, with where it was looked for, and why if that is known. */
export function missingErrors(
  event: Readonly<Record<string, unknown>>,
  { fields, missing }: Compiled,
  document: object,
): FieldError[] {
  return REQUIRED.filter((names) => names.every((name) => event[name] === undefined)).map((names) => {
    const isOne = (name: string) => (names as readonly string[]).includes(name);
    const sources = fields.flatMap(({ target, sources }) =>
      isOne(target) && sources !== "" ? [sources] : [],
    );
    const what = names.join(" or ");
    const reason = missing.find(({ attribute, holds }) => isOne(attribute) && holds(document));
    return {
      path: "",
      expected: sources.length > 0 ? `one of ${sources.join(", ")}` : `a rule for ${what} in the mapping`,
      actual: "absent",
      message: `nothing gives ${what}${reason === undefined ? "" : `: ${reason.because}`}`,
    };
  });
}
