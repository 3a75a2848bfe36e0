import { isZoneName } from "../event/zone.ts";
import { targets } from "./convert.ts";
import { hint } from "./nearest.ts";
import { templateParts } from "./origin.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import { localFormats, type Rule, RuleSchema, type Rules, rulesOf } from "./source-mapping.ts";

const mistakesOfForm = schemaMistakes(RuleSchema);

/** What is wrong with the rules of an attribute, which may name values by these names. */
export function rulesMistakes(
  target: string,
  rules: Rules,
  place: string,
  named: ReadonlyMap<string, unknown>,
): string[] {
  const usable = (rule: unknown) => typeof rule === "string" || (typeof rule === "object" && rule !== null);
  if (!usable(rules) || (Array.isArray(rules) && !rules.every(usable))) {
    return [`${place}: must be a path, a rule or a list of them`];
  }
  if (Array.isArray(rules) && rules.length === 0) return [`${place}: an empty list gives nothing`];
  return rulesOf(rules).flatMap((rule, index) => {
    const at = Array.isArray(rules) ? `${place}/${index}` : place;
    const mistakes = mistakesOfForm(rule, at);
    return mistakes.length > 0
      ? mistakes
      : ruleMistakes(target, rule, named).map((mistake) => `${at}: ${mistake}`);
  });
}

function ruleMistakes(target: string, rule: Rule, named: ReadonlyMap<string, unknown>): string[] {
  const { path, constant, template, seconds_between, values_of = "", time, zone, pattern } = rule;
  const origins = [path, constant, template, seconds_between].filter((origin) => origin !== undefined).length;
  const isTime = targets.get(target) === "timestamp" || seconds_between !== undefined;
  const lists = [
    ...(path === undefined ? [] : [path]),
    ...(seconds_between ?? []).map((end) => [end].flat()),
  ];
  const found: [boolean, string][] = [
    [origins !== 1, 'needs exactly one of "path", "constant", "template" and "seconds_between"'],
    [lists.some((paths) => paths.length === 0 || paths.includes("")), "a path must not be empty"],
    [template !== undefined && templateParts(template).length === 1, `"${template}" has no {path} in it`],
    [
      rule.values_of !== undefined && !named.has(values_of),
      `there are no values of the name "${values_of}"${hint(values_of, named.keys()) || `; there are ${[...named.keys()].join(", ")}`}`,
    ],
    [time !== undefined && !isTime, `"time" is for instants, and ${target} is none`],
    [
      zone !== undefined && !time?.some((format) => localFormats.has(format)),
      `"zone" is for "time" as one of ${[...localFormats].join(", ")}; the others name an instant`,
    ],
    [zone !== undefined && !isZoneName(zone), `"${zone}" is no IANA time zone`],
    [pattern !== undefined && !isPattern(pattern), `"${pattern}" is no regular expression with a (group)`],
  ];
  return found.filter(([wrong]) => wrong).map(([, mistake]) => mistake);
}

function isPattern(pattern: string): boolean {
  try {
    // With an empty alternative it matches anything, and the match shows how many groups there are.
    return new RegExp(`${pattern}|`, "u").exec("")!.length > 1;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}
