import type { FieldError, ReasonName, Stage } from "../../shared/failure/failed-event.ts";

/** Why an event fails, and at which stage. */
export interface FailureCause {
  stage: Stage;
  reason: ReasonName;
  errors: readonly FieldError[];
}

/** Events of one stage and reason. */
export interface Alike {
  stage: Stage;
  reason: ReasonName;
  count: number;
  /** Place and mistake of the first of them, then of the first with each other mistake; a few in all. */
  examples: string[];
}

/** Mistakes of one stage and reason that are shown at most. */
const MAX_EXAMPLES = 3;

/** Counts events that fail, and holds the first of each kind: the memory does not depend on their number. */
export class Endings {
  readonly #alike = new Map<string, Alike & { mistakes: Set<string> }>();

  /** @param place as `trips.csv:17` */
  add({ stage, reason, errors }: FailureCause, place: string): void {
    const key = `${stage}/${reason}`;
    const alike = this.#alike.get(key) ?? { stage, reason, count: 0, examples: [], mistakes: new Set() };
    this.#alike.set(key, alike);
    alike.count += 1;
    if (alike.examples.length >= MAX_EXAMPLES) return;
    const sentence = told(errors);
    // Numbers are ignored: they differ between rows with the same mistake.
    const mistake = sentence.replaceAll(/\d+/g, "0");
    if (alike.mistakes.has(mistake)) return;
    alike.mistakes.add(mistake);
    alike.examples.push(`${place} ${sentence}`);
  }

  /** The most frequent first. */
  get all(): Alike[] {
    return [...this.#alike.values()]
      .map(({ mistakes: _, ...alike }) => alike)
      .sort((one, other) => other.count - one.count);
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

/** `validate/schema_violation 2 (first: trips.csv:17 client_created_at must be …; trips.csv:19 price must be …)` */
export const alikeLine = ({ stage, reason, count, examples }: Alike): string =>
  `${stage}/${reason} ${count} (first: ${examples.join("; ")})`;
