import { attributeIndex } from "../../../shared/event/scan.ts";
import type { LookUpResult, LookUpStatus } from "../../../shared/redis/facts.ts";
import type { EventLookUpStep, PlainEvent } from "../../../shared/steps/contract.ts";
import type { PlainField } from "./plain-fields.ts";
import { plainValue } from "./plain-values.ts";

/** By their number, as an event's own line remembers how its look-up went; 0 for none. */
const STATUSES: readonly (LookUpStatus | undefined)[] = [undefined, "ok", "stale", "missing", "error"];

export const lookUpStatusAt = (number: number): LookUpStatus | undefined => STATUSES[number];

const STATUS = " status";

/** The place among an event's numbers that says how the look-up of a step went. It is no field of the line. */
export const statusField = (step: string): PlainField => ({ name: step + STATUS, kind: "count" });

/** The step whose status stands in a place of a layout; undefined where something else does. */
export const stepOfStatus = (plain: string): string | undefined =>
  plain.endsWith(STATUS) ? plain.slice(0, -STATUS.length) : undefined;

/** A step that looks something up for each event, and where among the event's numbers its own stand. */
export class EventLookUp {
  readonly step: EventLookUpStep;
  readonly attribute: number;
  /** Names of its fields. */
  readonly names: readonly string[];
  /** The place of the first field; behind the last one stands how the look-up went. */
  readonly at: number;

  constructor(step: EventLookUpStep, names: readonly string[], at: number) {
    this.step = step;
    this.attribute = attributeIndex[step.reads];
    this.names = names;
    this.at = at;
  }

  /** Puts into `numbers` what the table gives the event. Returns how it went. */
  fill(numbers: number[], event: PlainEvent, { status, value }: LookUpResult<object>): LookUpStatus {
    const how = value === undefined ? status : this.#give(numbers, event, value, status);
    numbers[this.at + this.names.length] = STATUSES.indexOf(how);
    return how;
  }

  #give(numbers: number[], event: PlainEvent, value: object, status: LookUpStatus): LookUpStatus {
    try {
      const given = this.step.of(value, event);
      if (given === undefined) return "missing";
      for (let each = 0; each < this.names.length; each += 1)
        numbers[this.at + each] = plainValue(given[this.names[each]!]);
      return status;
    } catch {
      // The event says so: enrichment_status has `error` for the step.
      return "error";
    }
  }
}
