import type { FieldError, ReasonName, Stage } from "../../shared/failure/failed-event.ts";

/** How an event ends that fails. */
export interface Ending {
  stage: Stage;
  reason: ReasonName;
  errors: readonly FieldError[];
}

/** Events that fail alike. */
export interface Alike {
  stage: Stage;
  reason: ReasonName;
  count: number;
  /** Where the first of them stood, and what is wrong with it. */
  first: string;
}

/** Counts events that fail, and holds the first of each stage and reason: the memory does not depend on their number. */
export class Endings {
  readonly #alike = new Map<string, Alike>();

  /** @param place as `trips.csv:17` */
  add({ stage, reason, errors }: Ending, place: string): void {
    const key = `${stage}/${reason}`;
    const known = this.#alike.get(key);
    if (known !== undefined) known.count += 1;
    else this.#alike.set(key, { stage, reason, count: 1, first: `${place} ${told(errors)}` });
  }

  /** The most frequent first. */
  get all(): Alike[] {
    return [...this.#alike.values()].sort((one, other) => other.count - one.count);
  }

  count(isCounted: (alike: Alike) => boolean = () => true): number {
    return this.all.filter(isCounted).reduce((sum, { count }) => sum + count, 0);
  }
}

/** The first error in words. */
export function told([first]: readonly Pick<FieldError, "path" | "message">[]): string {
  if (first === undefined) return "";
  return first.path === "" ? first.message : `${first.path.slice(1)} ${first.message}`;
}

/** `validate/schema_violation 2 (first: trips.csv:17 client_created_at must be …)` */
export const alikeLine = ({ stage, reason, count, first }: Alike): string =>
  `${stage}/${reason} ${count} (first: ${first})`;
