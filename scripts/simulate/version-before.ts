import type { Enrichment } from "../../functions/enrich/enrichment.ts";
import { lostState } from "../../functions/enrich/session/doubt.ts";
import { figureNames } from "../../functions/enrich/session/figures.ts";
import type { OpenSession } from "../../functions/enrich/session/state.ts";
import { FoundForm, type LookUpFound } from "../../functions/enrich/write/found.ts";
import { placesIn, stateLayouts } from "../../functions/enrich/write/layouts.ts";
import type { EnrichedLine } from "../../functions/enrich/write/line.ts";
import type { Added } from "../../functions/enrich/write/memory.ts";
import type { EnrichOutcome, Outcomes } from "../../functions/enrich/write/outcome.ts";
import { FORMAT, type StateForm } from "../../functions/enrich/write/state-form.ts";
import { escaped } from "../../functions/enrich/write/tabbed.ts";
import { enrichedFields, stepFields } from "../../shared/event/enriched.ts";
import { VERSION_LENGTH } from "../../shared/redis/facts.ts";

/** The layout of the version before, and what its events have. */
const LAYOUT = "c8cd9d";
const { figures, plain: plainNames, lookUps } = stateLayouts[LAYOUT]!;
const placesOfFigures = placesIn(figures, figureNames);

/** Figures that it does not count: its sessions go without them. */
export const youngFigures: ReadonlySet<string> = new Set(
  figureNames.filter((name) => !figures.includes(name)),
);

/**
 * Enrichment as the version before format 3 has it: it knows no persons, writes states of format 2, and takes later
 * ones for lost. What it writes is frozen here; how it reads its own states is the upgrade of the present version.
 */
export function versionBefore(present: Enrichment): Enrichment {
  const fields = new Set(plainNames.map((name) => name.split(" ")[0]));
  const known = foundBefore(present);
  const inPlace = (found: readonly LookUpFound[]) => {
    const before = known(found);
    return present.lookUps.flatMap((lookUp) => {
      if (!Object.hasOwn(stepFields, lookUp.step.name)) return [];
      return before[lookUps.findIndex(([step]) => step === lookUp.step.name)] ?? lookUp.none;
    });
  };
  const unknown = present.plain.map(({ name }) => !fields.has(name));
  const asBefore = ({ event, remembered }: EnrichedLine): EnrichedLine => {
    const numbers = remembered.numbers.map((value, at) => (unknown[at] ? Number.NaN : value));
    return { event, remembered: { ...remembered, numbers, person: "", found: inPlace(remembered.found) } };
  };
  const lines: Pick<Enrichment["lines"], "write" | "text"> = {
    write: (out, line) => present.lines.write(out, asBefore(line)),
    text: (line) => present.lines.text(asBefore(line)),
  };
  return Object.create(present, {
    // It knew no rates.
    eventLookUps: { value: [] },
    state: { value: formatTwo(present) },
    outcomes: { value: outcomesWithoutPerson(present.outcomes) },
    lines: { value: lines },
  });
}

/** What its look-ups find, with the fields that they had. */
function foundBefore(present: Enrichment): (found: readonly LookUpFound[]) => LookUpFound[] {
  const all: Readonly<Record<string, object>> = enrichedFields;
  const forms = lookUps.map(([step, names]) => ({
    at: present.lookUps.findIndex((lookUp) => lookUp.step.name === step),
    form: new FoundForm({ name: step }, Object.fromEntries(names.map((name) => [name, all[name]!]))),
  }));
  return (found) => forms.map(({ at, form }) => form.ofValues(found[at]!.values));
}

const outcomesWithoutPerson = (present: Outcomes): Pick<Outcomes, "of"> => ({
  of: (...given): EnrichOutcome => present.before(present.of(...given).text.replace(/person:\w+,/, ""))!,
});

function formatTwo(enrichment: Enrichment): StateForm {
  const { state: present, plain } = enrichment;
  const sharedOf = sharedBy(foundBefore(enrichment));
  const places = new Map(plain.map(({ name }, at) => [name, at]));
  return {
    memory: present.memory,
    read: (packed, now) =>
      packed.startsWith(FORMAT, VERSION_LENGTH + 1)
        ? lostState(packed.slice(0, VERSION_LENGTH), now)
        : present.read(packed, now),
    write(out, { sessionCount, countDoubtful, lostAt, sessions, memory }, version) {
      const events = [...(present.memory.readAll(memory.earlier) ?? []), ...memory.added].reverse();
      const marks = countDoubtful ? 2 : 0;
      const header = [sessionCount, events.length, marks, lostAt, ...sessions.flatMap(sessionOf)];
      const shared = events.map(sharedOf);
      const lines = events.flatMap((event, at) => [
        ...(shared[at] === shared[at - 1] ? [] : [`\t${shared[at]}`]),
        addedText(event, (name) => event.remembered.numbers[places.get(name)!]!),
      ]);
      out.text([version, ["f2", LAYOUT, ...header].join("\t"), ...lines].join("\n"));
    },
  };
}

const instant = (ms: number): string => new Date(ms).toISOString();
const known = (value: number): string => (Number.isNaN(value) ? "" : String(value));

const sessionOf = (session: OpenSession) => [
  escaped(session.id),
  (session.named ? 1 : 0) | (session.doubtful ? 2 : 0),
  session.index,
  instant(session.startedAt),
  session.lastAt - session.startedAt,
  ...placesOfFigures.map((place) => known(session.figures[place]!)),
];

const sharedBy =
  (known: ReturnType<typeof foundBefore>) =>
  ({ remembered: { session, found, outcome } }: Added): string =>
    [
      escaped(session.id),
      session.index,
      instant(session.startedAt),
      ...known(found).map(({ text }) => text),
      outcome.text,
    ].join("\t");

function addedText({ eventId }: Added, value: (name: string) => number): string {
  const eventTime = value("event_time");
  const values = plainNames.slice(2).map((name) => known(value(name)));
  return [escaped(eventId), instant(eventTime), value("processed_at") - eventTime, ...values].join("\t");
}
