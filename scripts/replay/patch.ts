import { existsSync, readFileSync } from "node:fs";
import { mergedUnder } from "../../shared/event/canonical.ts";
import type { FieldRule } from "../../shared/event/kind.ts";
import { rawFields } from "../../shared/event/raw.ts";
import { cutText, hasLength } from "../../shared/event/texts.ts";
import { isObject, parseExact } from "../../shared/json/exact.ts";
import { UserError } from "../user-error.ts";
import { type Cast, casts, castTo } from "./cast.ts";
import { attributeAt, type Pointer, parsePointer, withAttribute, without } from "./pointer.ts";

/** A change to events, operation after operation. Paths are JSON pointers, as they stand in a failed event's errors. */
export type PatchOperation =
  | { op: "rename"; from: Pointer; to: Pointer }
  | { op: "set"; path: Pointer; value: unknown; ifAbsent: boolean }
  | { op: "remove"; path: Pointer }
  | { op: "cast"; path: Pointer; to: Cast }
  | { op: "cut"; path: Pointer; to: number; keep: boolean };

type Event = Record<string, unknown>;

/** In the value of `set`: an id of the event's own, the same whenever it is replayed. */
const OWN_ID = "$failure_id";

/** Reads and checks a file of operations. Throws a `UserError` that names the operation at fault. */
export function loadPatch(file: string): PatchOperation[] {
  if (!existsSync(file)) throw new UserError(`--patch ${file}: there is no such file.`);
  let value: unknown;
  try {
    value = parseExact(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`--patch ${file} is not JSON: ${(error as Error).message}.`);
  }
  if (!Array.isArray(value) || value.length === 0)
    throw new UserError(`--patch ${file}: expected a list of operations such as ${EXAMPLE}.`);
  return value.map((operation, index) => {
    try {
      return operationOf(operation ?? {});
    } catch (error) {
      throw new UserError(`--patch ${file}, operation ${index + 1}: ${(error as Error).message}.`);
    }
  });
}

const EXAMPLE = '{"op":"rename","from":"/userId","to":"/user_id"}';
const allowed: Record<string, readonly string[]> = {
  rename: ["from", "to"],
  set: ["path", "value", "if_absent"],
  remove: ["path"],
  cast: ["path", "to"],
  cut: ["path", "to", "keep"],
};

function operationOf(raw: Record<string, unknown>): PatchOperation {
  const names = allowed[String(raw.op)];
  if (!names) throw new Error(`op should be ${Object.keys(allowed).join(", ")}`);
  const foreign = Object.keys(raw).filter((name) => name !== "op" && !names.includes(name));
  if (foreign.length > 0) throw new Error(`${raw.op} knows no ${foreign.join(", ")}`);
  const operation = read(raw);
  const target = operation.op === "rename" ? operation.from : operation.path;
  const changesId = target.length === 1 && target[0] === "event_id" && operation.op !== "cast";
  if (changesId && !(operation.op === "set" && operation.value === OWN_ID))
    throw new Error(`an event's id must stay its own: to give one to events without, set it to "${OWN_ID}"`);
  return operation;
}

function read(raw: Record<string, unknown>): PatchOperation {
  const pointer = (name: string) => parsePointer(name, raw[name]);
  if (raw.op === "rename") return { op: "rename", from: pointer("from"), to: pointer("to") };
  if (raw.op === "remove") return { op: "remove", path: pointer("path") };
  if (raw.op === "cast") {
    const to = casts.find((name) => name === raw.to);
    if (to === undefined) throw new Error(`to should be ${casts.join(", ")}`);
    return { op: "cast", path: pointer("path"), to };
  }
  if (raw.op === "cut") return cutOf(pointer("path"), raw);
  if (!("value" in raw)) throw new Error("set needs a value");
  const path = pointer("path");
  // Without the condition a second set of ids would replace good ones.
  const ifAbsent = raw.if_absent === true || raw.value === OWN_ID;
  return { op: "set", path, value: raw.value, ifAbsent };
}

function cutOf(path: Pointer, { to = longestOf(path), keep }: Record<string, unknown>): PatchOperation {
  if (typeof to !== "number" || !Number.isInteger(to) || to < 1)
    throw new Error("to should be a number of characters, 1 or more");
  // What is cut inside a map has no place of its own to be kept at; its bytes stay among the failed events.
  return { op: "cut", path, to, keep: keep !== false && path.length === 1 };
}

/** How long the schema lets an attribute be. */
const longestOf = ([name, inner]: Pointer): number | undefined =>
  inner === undefined && Object.hasOwn(rawFields, name)
    ? (rawFields as unknown as Record<string, FieldRule>)[name]!.maxLength
    : undefined;

/** The event after every operation; the event itself is not changed. What an operation does not find it leaves alone. */
export function applyPatch(event: Event, operations: readonly PatchOperation[], failureId: string): Event {
  return operations.reduce((patched, operation) => applyOne(patched, operation, failureId), event);
}

function applyOne(event: Event, operation: PatchOperation, failureId: string): Event {
  switch (operation.op) {
    case "rename": {
      const found = attributeAt(event, operation.from);
      // Nothing is overwritten: an event that has both keeps both.
      if (found === undefined || attributeAt(event, operation.to) !== undefined) return event;
      return withAttribute(without(event, operation.from), operation.to, found.value);
    }
    case "set": {
      const { path, value, ifAbsent } = operation;
      if (ifAbsent && attributeAt(event, path)?.value != null) return event;
      return withAttribute(event, path, value === OWN_ID ? failureId : value);
    }
    case "remove":
      return without(event, operation.path);
    case "cast": {
      const found = attributeAt(event, operation.path);
      return found === undefined
        ? event
        : withAttribute(event, operation.path, castTo(operation.to, found.value));
    }
    case "cut":
      return cutAt(event, operation);
  }
}

/** The beginning of a text, and the whole under the properties, as enrichment does with an attribute that may be cut. */
function cutAt(event: Event, { path, to, keep }: Extract<PatchOperation, { op: "cut" }>): Event {
  const whole = attributeAt(event, path)?.value;
  if (typeof whole !== "string" || hasLength(whole, 0, to)) return event;
  const begun = withAttribute(event, path, cutText(whole, to));
  const { properties } = begun;
  if (!keep || !(properties === undefined || properties === null || isObject(properties))) return begun;
  return withAttribute(begun, ["properties"], mergedUnder(properties ?? undefined, [[path[0], whole]]));
}
