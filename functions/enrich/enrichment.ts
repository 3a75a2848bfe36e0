import { type StepName, stepFields } from "../../shared/event/enriched.ts";
import type { LookUpStep } from "../../shared/steps/contract.ts";
import type { CustomStep } from "../../shared/steps/custom-step.ts";
import { CustomSteps } from "./custom-steps.ts";
import type { ReportStepError } from "./guarded.ts";
import type { PersonalProperties } from "./personal-properties.ts";
import { type ReadArrival, readArrival } from "./read-arrival.ts";
import { figureNames, sessionFrame } from "./session/figures.ts";
import type { CorePlainStep, Step, StepList } from "./step.ts";
import { EventLookUp, statusField } from "./write/event-look-up.ts";
import { LookUp, type LookUpFound } from "./write/found.ts";
import type { WrittenFields } from "./write/fragment.ts";
import { stateLayoutOf } from "./write/layouts.ts";
import { LineWriter } from "./write/line.ts";
import { Outcomes } from "./write/outcome.ts";
import { type PlainField, plainField } from "./write/plain-fields.ts";
import { type PlacedStep, type PlainValues, plainValuesOf } from "./write/plain-values.ts";
import { LayoutForm, type StateForm } from "./write/state-form.ts";
import { Texts } from "./write/texts.ts";
import { TouchForm } from "./write/touches.ts";

/** The steps made ready: what each event has to pass, and the forms in which what they give is written and remembered. */
export class Enrichment {
  /** In the order of the schema. */
  readonly steps: readonly Step[];
  readonly texts: Texts;
  /** Those of the core, then those of one's own. */
  readonly lookUps: readonly LookUp[];
  /** Undefined where no step of one's own is in force. */
  readonly custom: CustomSteps | undefined;
  /** Look-ups that give each event values of its own. */
  readonly eventLookUps: readonly EventLookUp[];
  /** The tables that are asked, one for each key of an event: those of `lookUps`, then those of `eventLookUps`. */
  readonly tables: readonly string[];
  readonly plainSteps: readonly PlacedStep[];
  readonly plainValues: PlainValues;
  /** Every plain field, in the order of the steps; the first two are event_time and processed_at. */
  readonly plain: readonly PlainField[];
  /** Where among them the session's begin: those of its frame, then the figures. */
  readonly sessionAt: number;
  /** What an event looks up that has nothing to look up. */
  readonly noKeys: readonly (string | undefined)[];
  /** What the look-ups give for an event that has nothing to look up. */
  readonly nothingFound: readonly LookUpFound[];
  /** Place of the session's touch among what is remembered as found. */
  readonly touchAt: number;
  /** What is given of the session's touch. */
  readonly touches: TouchForm;
  /** What an event says of how its visitor arrived. */
  readonly arrivalIn: ReadArrival;
  readonly outcomes: Outcomes;
  readonly state: StateForm;
  readonly lines: LineWriter;
  /** Undefined where personal properties are stored as they come. */
  readonly personal: PersonalProperties | undefined;

  constructor(
    steps: StepList,
    pipelineVersion: string,
    customSteps: readonly CustomStep[] = [],
    report?: ReportStepError,
    personal?: PersonalProperties,
  ) {
    this.personal = personal;
    const all: Step[] = (Object.keys(stepFields) as StepName[]).map((name) => steps[name]);
    this.steps = all;
    this.texts = new Texts(
      all.flatMap((step, place) =>
        step.kind === "text" ? [{ step, fields: fieldsOfStep(step.name), place }] : [],
      ),
    );
    const lookUpSteps = all.filter((step) => step.kind === "look-up");
    const coreLookUps = lookUpSteps.map((step) => new LookUp(step, fieldsOfStep(step.name), this.texts));
    this.custom =
      customSteps.length === 0 ? undefined : new CustomSteps(customSteps, this.texts, coreLookUps, report);
    this.lookUps = [...coreLookUps, ...(this.custom?.lookUps ?? [])];
    this.outcomes = new Outcomes(
      this.lookUps.map(({ step }) => step.name),
      pipelineVersion,
    );

    const plain: PlainField[] = [];
    const placed: PlacedStep[] = [];
    const eventLookUps: EventLookUp[] = [];
    let sessionAt = 0;
    for (const step of all) {
      const fields = plainFieldsOf(step.name, step.kind);
      if (step.kind === "session") sessionAt = plain.length;
      if (step.kind === "plain") {
        const names = fields.map(({ name }) => name);
        placed.push({ step, names, at: plain.length, after: giverOf(step, lookUpSteps) });
      }
      if (step.kind === "event-look-up")
        eventLookUps.push(new EventLookUp(step, Object.keys(fieldsOfStep(step.name)), plain.length));
      plain.push(...fields);
    }
    if (plain[0]?.name !== "event_time" || plain[1]?.name !== "processed_at")
      throw new Error(
        "The first plain fields have to be event_time and processed_at: events are filed and forgotten by them.",
      );
    this.plain = plain;
    this.eventLookUps = eventLookUps;
    this.tables = [...this.lookUps, ...eventLookUps].map(({ step }) => step.table);
    this.noKeys = this.tables.map(() => undefined);
    this.nothingFound = this.lookUps.map((lookUp) => lookUp.of(undefined));
    this.plainSteps = placed;
    this.plainValues = plainValuesOf(placed, plain.length);
    this.sessionAt = sessionAt;
    this.touchAt = coreLookUps.length;
    this.touches = new TouchForm(all.filter((step) => step.kind === "touch"));
    this.arrivalIn = readArrival(this.texts);
    const remembered = [...coreLookUps, this.touches];
    this.state = new LayoutForm(stateLayoutOf(plain, remembered), remembered, this.outcomes);
    this.lines = new LineWriter(this);
  }
}

const fieldsOfStep = (name: string): WrittenFields => stepFields[name as StepName];

/** Fields of the session, its first ones, that all of its events share: they are remembered once for many. */
const SHARED_BY_SESSION = 3;

/** Place of the look-up step that gives the field which a plain step depends on; -1 where it depends on none. */
function giverOf({ name, after }: CorePlainStep, lookUps: readonly LookUpStep[]): number {
  if (after === undefined) return -1;
  const giver = lookUps.findIndex((step) => after in fieldsOfStep(step.name));
  if (giver < 0) throw new Error(`The step ${name} comes after ${after}, which no look-up step gives.`);
  return giver;
}

function plainFieldsOf(name: string, kind: Step["kind"]): PlainField[] {
  const fields = Object.entries(fieldsOfStep(name)).map(([field, schema]) => plainField(field, schema));
  if (kind === "plain") return fields;
  if (kind === "event-look-up") return [...fields, statusField(name)];
  if (kind !== "session") return [];
  const expected = [...sessionFrame, ...figureNames].join(", ");
  if (fields.map((field) => field.name).join(", ") !== expected)
    throw new Error(
      `The session's fields stand in another order in the schema than in the table of figures: ${expected}.`,
    );
  return fields.slice(SHARED_BY_SESSION);
}
