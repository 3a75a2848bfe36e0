import { inspection, type Look } from "../../shared/event/inspection.ts";
import type { FieldRule } from "../../shared/event/kind.ts";
import { formatUtc } from "../../shared/event/time.ts";
import type { CustomStep } from "../../shared/steps/custom-step.ts";
import { isAbsent } from "./write/fragment.ts";

/** Told of what goes wrong in a step of one's own: its name, and the name of the error, which quotes nothing of an event. */
export type ReportStepError = (step: string, error: string) => void;

type Values = Record<string, unknown>;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** A step took longer than it may. */
class Overrun extends Error {
  override name = "Overrun";
}

/** A step gave a value that is not of its field's kind, or one of a field that is not its own. */
class Misfit extends Error {
  override name = "Misfit";
}

/** A step is not asked for a while. */
class Resting extends Error {
  override name = "Resting";
}

/**
 * A step of one's own as the core runs it: it throws where it takes longer than it may, or gives what no column of its
 * own holds, which Firehose would take out of the archive with the whole event.
 * @param now milliseconds of a clock that does not go back
 */
export function guardedStep<Step extends CustomStep>(
  step: Step,
  report: ReportStepError = () => {},
  now: () => number = () => performance.now(),
): Step {
  const guard = new Guard(step, report, now);
  const of: (...given: never[]) => Values = step.of;
  return { ...step, of: (...given: never[]) => guard.run(() => of(...given)) };
}

/** Overruns in succession after which a step rests, and for how long, ms. */
const MAX_OVERRUNS = 3;
const REST_MS = 30_000;

class Guard {
  readonly #step: CustomStep;
  readonly #look: Look;
  readonly #instants: readonly string[];
  readonly #report: ReportStepError;
  readonly #now: () => number;
  #overruns = 0;
  #restsUntil = 0;

  constructor(step: CustomStep, report: ReportStepError, now: () => number) {
    this.#step = step;
    this.#look = inspection(step.fields, []);
    this.#instants = Object.entries(step.fields).flatMap(([name, field]) =>
      (field as unknown as FieldRule).kind === "utc" ? [name] : [],
    );
    this.#report = report;
    this.#now = now;
  }

  run(give: () => Values): Values {
    try {
      return this.#checked(this.#timed(give));
    } catch (error) {
      // What runs here is anybody's code, which may throw anything; whoever asked marks the event.
      if (!(error instanceof Resting)) this.#report(this.#step.name, nameOf(error));
      throw error;
    }
  }

  #timed(give: () => Values): Values {
    const started = this.#now();
    if (started < this.#restsUntil) throw new Resting();
    const values = give();
    const ended = this.#now();
    if (ended - started <= this.#step.limitMs) {
      this.#overruns = 0;
      return values;
    }
    this.#overruns += 1;
    // Else a batch whose events all wait for it would never be done in time, and neither would the lane behind it.
    if (this.#overruns >= MAX_OVERRUNS) this.#restsUntil = ended + REST_MS;
    throw new Overrun();
  }

  /** The values that are there, in their stored form. */
  #checked(values: Values): Values {
    const present: Values = {};
    for (const name in values) if (!isAbsent(values[name])) present[name] = values[name];
    for (const name of this.#instants)
      if (typeof present[name] === "number") present[name] = formatUtc(present[name]);
    if (this.#look(present) !== "stored") throw new Misfit();
    return present;
  }
}
