import { Arguments } from "./arguments.ts";
import { type Attributes, arnIn, type ComponentContext } from "./component.ts";
import { arnForms, computedAttributes, withoutEffect } from "./components/without-effect.ts";
import { dataComponents, resourceComponents } from "./components.ts";
import type { Block, Document } from "./document.ts";
import { addressOf, inOrder } from "./graph.ts";
import { type ReferenceLookup, resolve } from "./resolve.ts";
import { TemplateError } from "./template.ts";

export interface AppliedStack {
  /** Attributes of everything that was created, by address. */
  attributes: ReadonlyMap<string, Attributes>;
  outputs: Readonly<Record<string, unknown>>;
}

/**
 * Creates everything that the document declares, each thing after what it refers to. Throws a sentence that names
 * the resource for whatever cannot be resolved or run here; what was created before that stays.
 * `wanted` limits it to some blocks and what those refer to.
 */
export function apply(
  document: Document,
  variables: Readonly<Record<string, unknown>>,
  context: ComponentContext,
  wanted: (block: Block) => boolean = () => true,
): AppliedStack {
  const attributes = new Map<string, Attributes>();
  for (const block of inOrder(document.blocks, document.locals, wanted)) {
    const body = resolved(block.address, block.body, lookupFor(block.address)) as Attributes;
    attributes.set(block.address, { ...body, ...create(block, body, context) });
  }
  const outputs = Object.fromEntries(
    [...document.outputs].map(([name, value]) => {
      const address = `output.${name}`;
      return [name, resolved(address, value, lookupFor(address))];
    }),
  );
  return { attributes, outputs };

  function lookupFor(from: string): ReferenceLookup {
    return (steps) => {
      const [kind, name] = steps;
      if (kind === "var") return variable(from, String(name));
      if (kind === "local") {
        if (!(String(name) in document.locals))
          throw new Error(`${from} refers to local.${name}, which the stack does not declare.`);
        return walk(from, steps, 2, resolved(from, document.locals[String(name)], lookupFor(from)));
      }
      const address = addressOf(steps);
      const known = address === undefined ? undefined : attributes.get(address);
      if (!known)
        throw new Error(`${from} refers to ${steps.join(".")}, which the local runtime does not know.`);
      return walk(from, steps, kind === "data" ? 3 : 2, known);
    };
  }

  function variable(from: string, name: string): unknown {
    const declared = document.variables.get(name);
    if (!declared) throw new Error(`${from} refers to var.${name}, which the stack does not declare.`);
    const value = variables[name] ?? declared.default;
    if (value === undefined)
      throw new Error(`The stack needs a value for the variable ${name} (${from} uses it).`);
    return value;
  }
}

/** Follows the steps of a reference into a value; a missing one is an error that names both sides. */
function walk(from: string, steps: readonly (string | number)[], start: number, value: unknown): unknown {
  let at = value;
  for (const step of steps.slice(start)) {
    const list = Array.isArray(at) && typeof step === "string" ? at[0] : at;
    const next = (list as Record<string | number, unknown> | null | undefined)?.[step];
    // A block that stands alone may be written with or without its index.
    if (next === undefined && step === 0 && at !== undefined && !Array.isArray(at)) continue;
    if (next === undefined)
      throw new Error(
        `${from} refers to ${steps.join(".")}, whose ${step} the local runtime does not answer.`,
      );
    at = next;
  }
  return at;
}

function resolved(address: string, value: unknown, lookup: ReferenceLookup): unknown {
  try {
    return resolve(value, lookup);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new Error(`${address}: the local runtime cannot read ${error.message}.`);
  }
}

/** Throws a sentence for values that no variable takes, and for variables that have none. */
export function checkVariables(document: Document, values: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(values)) {
    if (!document.variables.has(name)) throw new Error(`There is no variable ${name} in the stack.`);
  }
  const missing = [...document.variables]
    .filter(([name, variable]) => values[name] === undefined && variable.default === undefined)
    .map(([name]) => name);
  if (missing.length > 0) throw new Error(`The stack needs a value for: ${missing.join(", ")}.`);
}

function create(block: Block, body: Attributes, context: ComponentContext): Attributes {
  const isData = block.address.startsWith("data.");
  for (const repeat of ["count", "for_each", "dynamic"]) {
    if (repeat in block.body)
      throw new Error(`${block.address} uses ${repeat}, which the local runtime does not run.`);
  }
  const component = (isData ? dataComponents : resourceComponents)[block.type];
  if (component) {
    return inTheNameOf(block.address, () => {
      const args = new Arguments(block.address, body);
      const attributes = component(args, context, block.name);
      args.done();
      return attributes;
    });
  }
  if (isData || !(block.type in withoutEffect))
    throw new Error(
      `${block.address}: the local runtime does not know ${isData ? "data of " : ""}type ${block.type}.`,
    );
  const computed = Object.fromEntries(
    (computedAttributes[block.type] ?? []).map((name) => [name, `local-${block.name}`]),
  );
  const id = String(body.name ?? `${block.type.replace(/^aws_/, "")}-${block.name}`);
  const [service, prefix] = arnForms[block.type] ?? [block.type.split("_")[1] ?? "aws", ""];
  // A policy names the ARN of what it stands on.
  const arn = body.arn ?? arnIn(context, service, prefix + id);
  return { ...computed, id, arn };
}

/** Whatever goes wrong while a resource is created, the message says which one it was. */
function inTheNameOf<T>(address: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || error.message.includes(address)) throw error;
    throw new Error(`${address}: ${error.message}`, { cause: error });
  }
}
