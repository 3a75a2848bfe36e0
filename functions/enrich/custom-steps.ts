import { attributeIndex, type ScannedEvent } from "../../shared/event/scan.ts";
import type { AttributeName, PlainBatch } from "../../shared/steps/contract.ts";
import type { CustomPlainStep, CustomStep } from "../../shared/steps/custom-step.ts";
import { guardedStep, type ReportStepError } from "./guarded.ts";
import type { ReadEvent } from "./read.ts";
import { LookUp, type LookUpFound } from "./write/found.ts";
import { fieldsOf, fragment, nothing } from "./write/fragment.ts";
import { Texts } from "./write/texts.ts";

/** What the steps of one's own give an event. */
export interface CustomGiven {
  /** Fields that continue a JSON object, in the order of the steps. */
  pieces: readonly Uint8Array[];
  /** Names of the steps that failed, but for look-ups. */
  failed: readonly string[];
}

/** What the text steps give, and what the plain ones depend on. */
interface CustomRead extends CustomGiven {
  /** By the field that a plain step comes after: what the event itself says of it; undefined where no event does. */
  after: ReadonlyMap<string, string> | undefined;
}

/** One part of what is given. Adds the name of its step to `failed` where that fails. */
type Part = (
  event: ReadEvent,
  found: readonly LookUpFound[],
  batch: PlainBatch,
  failed: string[],
) => Uint8Array;

/**
 * The steps of one's own that are in force. What they give is remembered with the event as it is written, names and all:
 * so a redelivered event keeps it whatever steps are in force by then, and the state's layout does not depend on them.
 */
export class CustomSteps {
  /** Those that look something up, in their order. */
  readonly lookUps: readonly LookUp[];
  readonly #texts: Texts;
  readonly #parts: readonly Part[];
  /** Fields that a plain step comes after and that an event may bring. */
  readonly #after: readonly AttributeName[];

  /**
   * @param coreTexts the core's text steps, on whose fields theirs may depend
   * @param coreLookUps the core's look-up steps; theirs follow them in what is found of an event
   */
  constructor(
    declared: readonly CustomStep[],
    coreTexts: Texts,
    coreLookUps: readonly LookUp[],
    report?: ReportStepError,
  ) {
    const steps = declared.map((step) => guardedStep(step, report));
    const texts = new Texts(
      steps.flatMap((step, place) => (step.kind === "text" ? [{ step, fields: step.fields, place }] : [])),
      coreTexts,
    );
    const lookUps = steps
      .filter((step) => step.kind === "look-up")
      .map((step) => new LookUp(step, step.fields, texts));
    const all = [...coreLookUps, ...lookUps];
    this.#after = steps.flatMap((step) =>
      step.kind === "plain" && step.after !== undefined && step.after in attributeIndex
        ? [step.after as AttributeName]
        : [],
    );
    const written = new Set<number>();
    this.#texts = texts;
    this.lookUps = lookUps;
    this.#parts = steps.flatMap((step): Part[] => {
      if (step.kind === "look-up") return [foundPart(all.findIndex((lookUp) => lookUp.step === step))];
      if (step.kind === "plain") return [plainPart(step, all)];
      // Several text steps may be one piece.
      const piece = texts.pieceOf(step.name);
      if (written.has(piece)) return [];
      written.add(piece);
      return [({ custom }) => custom![piece]!];
    });
  }

  /** What the text steps make of the event that is being scanned, behind those of the core. */
  read(scanned: ScannedEvent): CustomRead {
    const after = scanned.given === 0 || this.#after.length === 0 ? undefined : this.#afterOf(scanned);
    return { pieces: this.#texts.of(scanned), failed: this.#texts.failed, after };
  }

  #afterOf(scanned: ScannedEvent): ReadonlyMap<string, string> {
    const after = new Map<string, string>();
    for (const name of this.#after) {
      const text = scanned.string(attributeIndex[name]);
      if (text !== undefined) after.set(name, text);
    }
    return after;
  }

  /** @param found of every look-up step, the core's first */
  give(event: ReadEvent, found: readonly LookUpFound[], batch: PlainBatch): CustomGiven {
    const failed: string[] = [];
    const pieces = this.#parts.map((part) => part(event, found, batch, failed));
    return { pieces: pieces.filter(({ length }) => length > 0), failed };
  }
}

const foundPart =
  (at: number): Part =>
  (_event, found) =>
    found[at]!.json;

function plainPart(step: CustomPlainStep, lookUps: readonly LookUp[]): Part {
  const { name, fields, after } = step;
  const giver = after === undefined ? -1 : lookUps.findIndex(({ names }) => names.includes(after));
  if (after !== undefined && giver < 0)
    throw new Error(`The step ${name} comes after ${after}, which no look-up step gives.`);
  return (event, found, batch, failed) => {
    const given =
      after === undefined
        ? undefined
        : (event.customAfter?.get(after) ?? (found[giver]!.values[after] as string | undefined));
    try {
      return fragment(fieldsOf(fields, step.of(event, batch, given)));
    } catch {
      // The event says so: enrichment_status has `error` for the step.
      failed.push(name);
      return nothing;
    }
  };
}
