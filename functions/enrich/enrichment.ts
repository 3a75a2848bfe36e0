import { type StepName, stepFields } from "../../shared/event/enriched.ts";
import { figureNames, sessionFrame } from "./session/figures.ts";
import type { PlainStep, Step, StepList } from "./step.ts";
import { type Found, LookUp } from "./write/found.ts";
import type { Fields } from "./write/fragment.ts";
import { layoutOf } from "./write/layouts.ts";
import { LineWriter } from "./write/line.ts";
import { Outcomes } from "./write/outcome.ts";
import { PlainField } from "./write/plain-fields.ts";
import { StateForm } from "./write/state-form.ts";
import { Texts } from "./write/texts.ts";

/** A plain step, and the place of its first value among the plain fields. */
export interface PlacedStep {
  step: PlainStep;
  names: readonly string[];
  at: number;
  /** The look-up that gives the field it depends on; -1 for none. */
  after: number;
}

/** The steps made ready: what each event has to pass, and the forms in which what they give is written and remembered. */
export class Enrichment {
  /** In the order of the schema. */
  readonly steps: readonly Step[];
  readonly texts: Texts;
  readonly lookUps: readonly LookUp[];
  readonly plainSteps: readonly PlacedStep[];
  /** Every plain field, in the order of the steps. */
  readonly plain: readonly PlainField[];
  /** An event's values of them before any step has given one. */
  readonly noNumbers: readonly number[];
  /** What an event looks up that has nothing to look up. */
  readonly noKeys: readonly (string | undefined)[];
  /** What the look-ups give for an event that has nothing to look up. */
  readonly nothingFound: readonly Found[];
  /** Where among them the session's begin: those of its frame, then the figures. */
  readonly sessionAt: number;
  readonly outcomes: Outcomes;
  readonly state: StateForm;
  readonly lines: LineWriter;

  constructor(steps: StepList, pipelineVersion: string) {
    const all: Step[] = (Object.keys(stepFields) as StepName[]).map((name) => steps[name]);
    this.steps = all;
    const textSteps = all.filter((step) => step.kind === "text");
    this.texts = new Texts(textSteps.map((step) => ({ step, fields: fieldsOfStep(step.name) })));
    const lookUpSteps = all.filter((step) => step.kind === "look-up");
    this.lookUps = lookUpSteps.map((step) => new LookUp(step, fieldsOfStep(step.name), this.texts));
    this.outcomes = new Outcomes(
      lookUpSteps.map(({ name }) => name),
      pipelineVersion,
    );

    const plain: PlainField[] = [];
    const placed: PlacedStep[] = [];
    let sessionAt = 0;
    for (const step of all) {
      const fields = plainFieldsOf(step.name, step.kind);
      if (step.kind === "session") sessionAt = plain.length;
      if (step.kind === "plain") {
        const after = lookUpSteps.findIndex(
          ({ name }) => step.after !== undefined && step.after in fieldsOfStep(name),
        );
        placed.push({ step, names: fields.map(({ name }) => name), at: plain.length, after });
      }
      plain.push(...fields);
    }
    this.plain = plain;
    this.noKeys = lookUpSteps.map(() => undefined);
    this.nothingFound = this.lookUps.map((lookUp) => lookUp.of(undefined));
    this.noNumbers = plain.map(() => Number.NaN);
    this.plainSteps = placed;
    this.sessionAt = sessionAt;
    this.state = new StateForm(layoutOf(plain, this.lookUps), this.lookUps, this.outcomes);
    this.lines = new LineWriter(this);
  }
}

export const fieldsOfStep = (name: StepName): Fields => stepFields[name];

/** Fields of the session that all of its events share; they are written once for many. */
export const sharedBySession: readonly string[] = sessionFrame.slice(0, 3);

function plainFieldsOf(name: StepName, kind: string): PlainField[] {
  if (kind === "plain")
    return Object.entries(fieldsOfStep(name)).map(([field, schema]) => new PlainField(field, schema));
  if (kind !== "session") return [];
  const own = Object.entries(fieldsOfStep(name)).filter(([field]) => !sharedBySession.includes(field));
  const expected = [...sessionFrame.slice(sharedBySession.length), ...figureNames];
  if (own.map(([field]) => field).join() !== expected.join())
    throw new Error(
      `The session's fields stand in another order in the schema than in the table of figures: ${expected.join(", ")}.`,
    );
  return own.map(([field, schema]) => new PlainField(field, schema));
}
