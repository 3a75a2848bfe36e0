import type { AttributeValue } from "../../contract.ts";
import { checkValue } from "../attribute-value.ts";
import { validation } from "../errors.ts";
import type { Tokens } from "./tokens.ts";

/** The names and values that a request gives for its expressions; each must be used. */
export class Placeholders {
  private readonly names: Record<string, string>;
  private readonly values: Record<string, AttributeValue>;
  private readonly unused: Set<string>;

  constructor(input: Record<string, unknown>) {
    this.names = (input.ExpressionAttributeNames ?? {}) as Record<string, string>;
    this.values = (input.ExpressionAttributeValues ?? {}) as Record<string, AttributeValue>;
    this.unused = new Set([...Object.keys(this.names), ...Object.keys(this.values)]);
    for (const value of Object.values(this.values)) checkValue(value);
  }

  name(placeholder: string, tokens: Tokens): string {
    this.unused.delete(placeholder);
    const name = this.names[placeholder];
    if (name !== undefined) return name;
    throw tokens.error(
      `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
    );
  }

  value(placeholder: string, tokens: Tokens): AttributeValue {
    this.unused.delete(placeholder);
    const value = this.values[placeholder];
    if (value !== undefined) return value;
    throw tokens.error(
      `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
    );
  }

  assertAllUsed(): void {
    const names = [...this.unused].filter((placeholder) => placeholder.startsWith("#"));
    const values = [...this.unused].filter((placeholder) => placeholder.startsWith(":"));
    if (names.length > 0) throw unusedError("ExpressionAttributeNames", names);
    if (values.length > 0) throw unusedError("ExpressionAttributeValues", values);
  }
}

function unusedError(parameter: string, placeholders: string[]) {
  return validation(
    `Value provided in ${parameter} unused in expressions: keys: {${placeholders.join(", ")}}`,
  );
}
