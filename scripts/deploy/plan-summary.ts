import { nameOfValues, type PlanJson, type ResourceChange } from "./plan-json.ts";

/** By terraform's actions. What is only read is no change. */
const verbs: Readonly<Record<string, string>> = {
  create: "makes",
  update: "changes",
  "delete,create": "replaces",
  "create,delete": "replaces",
  delete: "destroys",
};

/** So many names of a type say which are meant. */
const NAMED = 3;

/**
 * A plan in a few lines, for whoever has to decide: terraform's own text is as long as what it changes, of which a dashboard
 * alone is thousands of lines. Nothing where nothing changes.
 */
export function planSummary({
  resource_changes: all = [],
  resource_drift: drifted = [],
}: PlanJson): string[] {
  const lines = [...new Set(Object.values(verbs))].flatMap((verb) => {
    const done = all.filter(({ change }) => verbs[change.actions.join()] === verb);
    return [...Map.groupBy(done, ({ type }) => type)].map(
      ([type, of]) => `  ${verb.padEnd(9)}${String(of.length).padStart(3)} ${type}  ${named(of)}`,
    );
  });
  const hands = drifted.flatMap((drift) => putBack(drift, all));
  return [
    ...(lines.length > 0 ? ["In short, this plan", ...lines] : []),
    ...(hands.length > 0
      ? ["Of it, what was changed outside of deployments, and is put back:", ...hands]
      : []),
  ];
}

function named(changes: readonly ResourceChange[]): string {
  const names = changes.map(nameOf);
  const others = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `${names.slice(0, NAMED).join(", ")}${others}`;
}

const nameOf = ({ address, change: { before, after } }: ResourceChange): string =>
  nameOfValues(before) ?? nameOfValues(after) ?? address.split(".").at(-1)!;

/** Names of arguments and no values, some of which are secret. */
function putBack(drift: ResourceChange, all: readonly ResourceChange[]): string[] {
  const planned = all.find(({ address }) => address === drift.address)?.change;
  const title = `  ${drift.type} ${nameOf(drift)}`;
  if (planned?.actions.join() === "create" && drift.change.actions.includes("delete"))
    return [`${title} was deleted, and is made anew`];
  const { before, after } = drift.change;
  if (!before || !after || !planned?.actions.includes("update")) return [];
  const differs = (name: string) => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  const isPutBack = (name: string) =>
    JSON.stringify(planned.before?.[name]) !== JSON.stringify(planned.after?.[name]);
  const names = Object.keys(after).filter((name) => differs(name) && isPutBack(name));
  return names.length === 0 ? [] : [`${title}: ${names.join(", ")}`];
}
