import type { FoundForm, LookUpFound } from "./found.ts";
import type { StateLayout } from "./layouts.ts";
import type { TabReader } from "./tabbed.ts";

/** Reads what one look-up step of a layout had found; undefined of a step that is no more. */
export type FoundReader = (shared: TabReader) => LookUpFound | undefined;

/**
 * Readers for the look-up steps of a layout, in its order. Steps that the layout does not have found nothing then, and
 * so give nothing again: a redelivered event is what it was.
 */
export function foundReaders(layout: StateLayout, lookUps: readonly FoundForm[]): FoundReader[] {
  return layout.lookUps.map(([step, names]): FoundReader => {
    const lookUp = lookUps.find((each) => each.step.name === step);
    if (lookUp === undefined) return (shared) => void shared.raw(names.length);
    const isPresent = names.join() === lookUp.names.join();
    if (isPresent) return (shared) => lookUp.before(shared.raw(names.length));
    return (shared) => lookUp.ofValues(lookUp.valuesIn(shared, names));
  });
}
