import { readFileSync } from "node:fs";

/** A resource or data source as the synthesised JSON declares it, unresolved. */
export interface Block {
  /** `type.name`, with `data.` in front for a data source. */
  address: string;
  type: string;
  name: string;
  body: Readonly<Record<string, unknown>>;
}

export interface Document {
  blocks: readonly Block[];
  /** Declared variables with their defaults, where they have one. */
  variables: ReadonlyMap<string, { default?: unknown; sensitive: boolean }>;
  outputs: ReadonlyMap<string, unknown>;
  locals: Readonly<Record<string, unknown>>;
}

type Nested = Record<string, Record<string, Record<string, unknown>>>;

/** Reads a synthesised stack. Throws a sentence when the file is missing or is not Terraform JSON. */
export function readDocument(file: string): Document {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `The synthesised stack ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  return parseDocument(JSON.parse(text) as Record<string, unknown>);
}

export function parseDocument(json: Readonly<Record<string, unknown>>): Document {
  if (json.module)
    throw new Error("The stack uses Terraform modules, which the local runtime does not read.");
  const declared = (json.variable ?? {}) as Record<string, Record<string, unknown>>;
  const outputs = (json.output ?? {}) as Record<string, { value: unknown }>;
  return {
    blocks: [
      ...blocksOf((json.data ?? {}) as Nested, "data."),
      ...blocksOf((json.resource ?? {}) as Nested, ""),
    ],
    variables: new Map(
      Object.entries(declared).map(([name, body]) => [
        name,
        { ...("default" in body && { default: body.default }), sensitive: body.sensitive === true },
      ]),
    ),
    outputs: new Map(Object.entries(outputs).map(([name, output]) => [name, output.value])),
    locals: (json.locals ?? {}) as Record<string, unknown>,
  };
}

function blocksOf(nested: Nested, prefix: string): Block[] {
  return Object.entries(nested).flatMap(([type, named]) =>
    // Terraform's rules for what may change: here everything is made once.
    Object.entries(named).map(([name, { lifecycle: _, ...body }]) => ({
      address: `${prefix}${type}.${name}`,
      type,
      name,
      body,
    })),
  );
}
