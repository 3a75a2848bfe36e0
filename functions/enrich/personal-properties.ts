import { keyedHash } from "../../shared/event/keyed-hash.ts";
import { namesOf } from "../../shared/event/personal-names.ts";
import type { RawEvent } from "../../shared/event/raw.ts";
import { rawLayout } from "../../shared/event/scan/attributes.ts";
import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { EventScanner } from "../../shared/event/scan.ts";
import { nestsDeeper } from "../../shared/json/depth.ts";
import { isObject, parseExact, textOf } from "../../shared/json/exact.ts";

export interface PersonalRules {
  /** As `namesOf` reads them. */
  names: readonly string[];
  stored: "hashed" | "dropped";
  /** Of the hash; the same person has the same. */
  key: string;
}

/** Names of properties that are told apart by a look at their bytes. */
const KEPT_NAMES = 4_096;

/**
 * Takes what is personal out of an event's properties before anything is made of it: its value is replaced by a keyed
 * hash, or is gone. Failed events keep their bytes as they came.
 */
export class PersonalProperties {
  /** Finds no event usual that has such a property, so that it is written anew. */
  readonly scanner: EventScanner;
  readonly #isPersonal: (path: string) => boolean;
  readonly #stored: (value: string) => string | undefined;

  constructor({ names, stored, key }: PersonalRules) {
    const isPersonal = namesOf(names);
    this.#isPersonal = isPersonal;
    // However an e-mail address is spelt, its hash is one.
    this.#stored =
      stored === "dropped" ? () => undefined : (value) => keyedHash(value.trim().toLowerCase(), key);
    this.scanner = new EventScanner(rawLayout, new TextCache(KEPT_NAMES, isPersonal));
  }

  /** The same event where there is nothing to take out. */
  without(event: RawEvent): RawEvent {
    const { properties } = event;
    if (properties === undefined) return event;
    const left = this.#object(properties, "");
    return left === properties ? event : { ...event, properties: left as RawEvent["properties"] };
  }

  #object(object: Record<string, unknown>, before: string): Record<string, unknown> {
    let changed = false;
    const left: [string, unknown][] = [];
    for (const [name, value] of Object.entries(object)) {
      const path = before === "" ? name : `${before}.${name}`;
      const kept = this.#isPersonal(path) ? this.#stored(textOf(value)) : this.#value(value, path);
      changed ||= kept !== value;
      if (kept !== undefined) left.push([name, kept]);
    }
    return changed ? Object.fromEntries(left) : object;
  }

  /** A property may be JSON, such as the traits of a source that has no mapping. */
  #value(value: unknown, path: string): unknown {
    if (Array.isArray(value)) return this.#list(value, path);
    if (isObject(value)) return this.#object(value, path);
    if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
    const parsed = parsedOf(value);
    const left = this.#value(parsed, path);
    return left === parsed ? value : JSON.stringify(left);
  }

  #list(list: unknown[], path: string): unknown[] {
    const left = list.map((each) => this.#value(each, path));
    return left.every((each, at) => each === list[at]) ? list : left;
  }
}

/** What is nested deeper is kept as it came: names of a hundred parts are nobody's, and recursion must have an end. */
const MAX_LEVELS = 100;

/** Texts that are not JSON are what they say. */
function parsedOf(text: string): unknown {
  if (nestsDeeper(text, MAX_LEVELS)) return undefined;
  try {
    const value = parseExact(text);
    return typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}
