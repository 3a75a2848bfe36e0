import { stepFields } from "../../../shared/event/enriched.ts";
import type { Touch } from "../../../shared/steps/touch.ts";
import type { Arrived } from "../session/arrival.ts";
import type { TouchStep } from "../step.ts";
import { FoundForm, type LookUpFound } from "./found.ts";
import type { WrittenFields } from "./fragment.ts";

const fieldsOfSteps = (steps: readonly TouchStep[]): WrittenFields =>
  Object.assign({}, ...steps.map(({ name }) => (stepFields as Record<string, WrittenFields>)[name]));

/** What the steps give of a session's touch, which stands once in the state for all events that have the same. */
export class TouchForm extends FoundForm {
  readonly #steps: readonly TouchStep[];
  readonly #direct: LookUpFound;
  readonly #byTouch = new WeakMap<Touch, LookUpFound>();

  constructor(steps: readonly TouchStep[]) {
    super({ name: "touch" }, fieldsOfSteps(steps));
    this.#steps = steps;
    this.#direct = this.#make(undefined);
  }

  /** Of a session that is older than its touch nothing is said. */
  of(arrived: Arrived): LookUpFound {
    if (!arrived.known) return this.none;
    const { touch } = arrived;
    if (touch === undefined) return this.#direct;
    let made = this.#byTouch.get(touch);
    if (made === undefined) {
      made = this.#make(touch);
      this.#byTouch.set(touch, made);
    }
    return made;
  }

  #make(touch: Touch | undefined): LookUpFound {
    return this.ofValues(Object.assign({}, ...this.#steps.map((step) => step.of(touch))));
  }
}
