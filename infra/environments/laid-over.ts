import { isObject } from "../../shared/json/exact.ts";
import { hint } from "../../shared/mapping/nearest.ts";
import { environments } from "../environments.ts";
import { settingProblems } from "./problems.ts";
import { environmentSettings, type PipelineEnvironment } from "./settings.ts";

/** Settings of environments from one place, by environment, and what that place is called. */
export interface Layer {
  /** As a person knows it: the path of a file, for example. */
  from: string;
  environments: unknown;
}

/** One environment as it is in force. */
export interface InForce {
  settings: PipelineEnvironment;
  /** Where each setting comes from, by its path (`redis.shards`). */
  origins: ReadonlyMap<string, string>;
}

type Tree = Record<string, unknown>;

const SHIPPED = "infra/environments.ts";

/**
 * The environments that there are, by name: those of `environments.ts`, and what a layer lays over them or adds by
 * `extends`. Objects are laid over setting by setting, lists and values whole; null takes a setting away. Throws a
 * sentence that names the place, the setting and what was expected.
 */
export function inForce(...layers: (Layer | undefined)[]): ReadonlyMap<string, InForce> {
  const all = new Map(
    Object.entries(environments).map(([name, settings]) => [name, withOrigins(settings, SHIPPED)]),
  );
  for (const layer of layers) if (layer !== undefined) layOver(all, layer);
  return checked(all, layers.findLast((layer) => layer !== undefined)?.from ?? SHIPPED);
}

function layOver(all: Map<string, Tagged>, layer: Layer): void {
  if (!isObject(layer.environments))
    throw new Error(`${layer.from} must hold an object of environments, as {"dev": {"lanes": 128}}.`);
  for (const [name, changes] of inOrder(layer.environments, layer.from)) {
    const { extends: base = name, ...rest } = changes;
    const under = all.get(String(base));
    if (under === undefined)
      throw new Error(
        `${layer.from}: there is no environment ${base}${hint(String(base), all.keys()) || "."} ` +
          `A new one says which it is like: {"${name}": {"extends": "prod"}}.`,
      );
    all.set(name, laidOver(under, base === name ? rest : { ...rest, name }, layer.from));
  }
}

/** Each after the one that it extends, where that is in the same file. */
function inOrder(given: Tree, from: string): [string, Tree][] {
  const left = new Map(
    Object.entries(given).map(([name, changes]) => {
      if (!isObject(changes)) throw new Error(`${from}: ${name} must be an object of settings.`);
      return [name, changes];
    }),
  );
  const order: [string, Tree][] = [];
  while (left.size > 0) {
    const ready = [...left].filter(([name, { extends: base }]) => base === name || !left.has(String(base)));
    if (ready.length === 0)
      throw new Error(`${from}: ${[...left.keys()].join(", ")} extend each other in a circle.`);
    for (const [name, changes] of ready) {
      order.push([name, changes]);
      left.delete(name);
    }
  }
  return order;
}

interface Tagged {
  tree: Tree;
  origins: Map<string, string>;
}

const withOrigins = (tree: Tree, from: string): Tagged => ({
  tree,
  origins: new Map(leaves(tree).map((path) => [path, from])),
});

function laidOver(under: Tagged, changes: Tree, from: string): Tagged {
  const tree = merged(under.tree, changes);
  const changed = new Set(leaves(changes));
  const origin = (path: string) =>
    changed.has(path) || [...changed].some((each) => path.startsWith(`${each}.`))
      ? from
      : (under.origins.get(path) ?? from);
  return { tree, origins: new Map(leaves(tree).map((path) => [path, origin(path)])) };
}

function merged(under: Tree, over: Tree): Tree {
  // A network, or a domain, that exists takes the place of one that would be made.
  if ("vpcId" in over || ("cidr" in over && "vpcId" in under)) return over;
  if ("arn" in over || ("instanceType" in over && "arn" in under)) return over;
  const result: Tree = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = result[name];
    if (value === null) delete result[name];
    else result[name] = isObject(value) && isObject(before) ? merged(before, value) : value;
  }
  return result;
}

/** Paths of all settings that are no objects. */
function leaves(tree: Tree, above = ""): string[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    isObject(value) ? leaves(value, `${above}${name}.`) : [`${above}${name}`],
  );
}

function checked(all: ReadonlyMap<string, Tagged>, from: string): ReadonlyMap<string, InForce> {
  const problems: string[] = [];
  const result = new Map<string, InForce>();
  for (const [name, { tree, origins }] of all) {
    const read = environmentSettings.safeParse(tree);
    if (read.success) result.set(name, { settings: read.data, origins });
    else problems.push(...settingProblems(read.error, tree).map((each) => `${name}: ${each}`));
  }
  if (problems.length > 0) throw new Error(`${from}:\n${problems.map((each) => `  ${each}`).join("\n")}`);
  return result;
}
