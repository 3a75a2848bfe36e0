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

/** Events that are kept although an attribute of theirs does not fit. */
export interface Kept {
  attribute: string;
  count: number;
  /** Place and mistake of the first of them. */
  example: string;
}

/** Events with the id of another event of the file. */
export interface Repeated {
  count: number;
  /** Place of the first of them, and of the other event. */
  example: string;
}

/** Mistakes of one stage and reason that are shown at most. */
const MAX_EXAMPLES = 3;

/**
 * Counts events that fail, and attributes that do not fit, and holds the first of each kind: the memory does not depend on
 * their number.
 */
export class Endings {
  readonly #kept = new Map<string, Kept>();
  #repeated: Repeated | undefined;
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

  /** @param place as `trips.csv:17` */
  keep(misfit: Pick<FieldError, "path" | "message">, place: string): void {
    const attribute = misfit.path.slice(1);
    const kept = this.#kept.get(attribute) ?? { attribute, count: 0, example: `${place} ${told([misfit])}` };
    kept.count += 1;
    this.#kept.set(attribute, kept);
  }

  /** Of an event with the id of another one, which stood at the place `before`. */
  repeat(place: string, before: string): void {
    this.#repeated ??= { count: 0, example: `${place}, as ${before}` };
    this.#repeated.count += 1;
  }

  get repeated(): Readonly<Repeated> | undefined {
    return this.#repeated;
  }

  get kept(): Kept[] {
    return [...this.#kept.values()].sort((one, other) => other.count - one.count);
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

/** `does not fit, and costs no event: price 2 (first: trips.csv:17 price must be a number)` */
export const keptLine = ({ attribute, count, example }: Kept): string =>
  `does not fit, and costs no event: ${attribute} ${count} (first: ${example})`;

/** `with the event_id of another event: 2 (first: trips.csv:17, as trips.csv:4); of one id one event counts` */
export const repeatedLine = ({ count, example }: Repeated): string =>
  `with the event_id of another event: ${count} (first: ${example}); of one id one event counts`;
