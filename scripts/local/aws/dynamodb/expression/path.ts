import type { AttributeValue, Item } from "../../contract.ts";
import type { Placeholders } from "./placeholders.ts";
import { RESERVED } from "./reserved-words.ts";
import { Tokens } from "./tokens.ts";

/** Attribute name first, then map keys and list indexes. */
export type Path = readonly [string, ...(string | number)[]];

/** path := name ( "." name | "[" index "]" )* */
export function parsePath(tokens: Tokens, placeholders: Placeholders): Path {
  const path: [string, ...(string | number)[]] = [parseName(tokens, placeholders)];
  for (;;) {
    if (tokens.take(".")) path.push(parseName(tokens, placeholders));
    else if (tokens.is("[") && tokens.following.kind === "number") {
      tokens.next();
      path.push(Number(tokens.next().text));
      tokens.expect("]");
    } else return path;
  }
}

function parseName(tokens: Tokens, placeholders: Placeholders): string {
  const { kind, text } = tokens.current;
  if (kind === "name") return placeholders.name(tokens.next().text, tokens);
  if (kind !== "word") throw tokens.syntaxError();
  if (RESERVED.has(text.toUpperCase())) {
    throw tokens.error(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
  }
  return tokens.next().text;
}

/** A ProjectionExpression: paths, separated by commas. */
export function parseProjection(text: string, placeholders: Placeholders): Path[] {
  const tokens = new Tokens(text, "ProjectionExpression");
  const paths = [parsePath(tokens, placeholders)];
  while (tokens.take(",")) paths.push(parsePath(tokens, placeholders));
  if (tokens.current.kind !== "end") throw tokens.syntaxError();
  assertApart(paths, tokens);
  return paths;
}

/** No path may be another one or lie within it. */
export function assertApart(paths: readonly Path[], tokens: Tokens): void {
  for (const [index, one] of paths.entries()) {
    const other = paths.slice(index + 1).find((path) => overlaps(one, path));
    if (other === undefined) continue;
    const texts = `path one: ${pathText(one)}, path two: ${pathText(other)}`;
    throw tokens.error(
      `Two document paths overlap with each other; must remove or rewrite one of these paths; ${texts}`,
    );
  }
}

function overlaps(one: Path, other: Path): boolean {
  return Array.from({ length: Math.min(one.length, other.length) }, (_, at) => one[at] === other[at]).every(
    Boolean,
  );
}

const pathText = (path: Path) =>
  `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = own(item, path[0]);
  for (const step of path.slice(1)) {
    if (value === undefined) return undefined;
    value =
      typeof step === "number"
        ? (value.L as AttributeValue[] | undefined)?.[step]
        : own(value.M as Item, step as string);
  }
  return value;
}

const own = (map: Item | undefined, name: string) =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** The parts of an item at the paths; list elements come together, in the order of their indexes. */
export function project(item: Item, paths: readonly Path[]): Item {
  const root: AttributeValue = { M: item };
  return (
    pick(
      root,
      paths.map((path) => [...path]),
    ) ?? { M: {} }
  ).M as Item;
}

function pick(value: AttributeValue, paths: (string | number)[][]): AttributeValue | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const steps = new Map<string | number, (string | number)[][]>();
  for (const [step, ...rest] of paths) steps.set(step!, [...(steps.get(step!) ?? []), rest]);
  if (Array.isArray(value.L)) {
    const indexes = [...steps.keys()].filter((step) => typeof step === "number").sort((a, b) => a - b);
    const picked = indexes.flatMap((index) => {
      const element = (value.L as AttributeValue[])[index];
      return element === undefined ? [] : (pick(element, steps.get(index)!) ?? []);
    });
    return picked.length === 0 ? undefined : { L: picked };
  }
  const picked: Item = {};
  for (const [step, rest] of steps) {
    const member = typeof step === "string" ? own(value.M as Item | undefined, step) : undefined;
    const part = member === undefined ? undefined : pick(member, rest);
    if (part !== undefined) picked[step as string] = part;
  }
  return Object.keys(picked).length === 0 ? undefined : { M: picked };
}
