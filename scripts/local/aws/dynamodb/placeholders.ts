import type { AttributeValue } from "../contract.ts";
import { checkValue, typeOf } from "./attribute-value.ts";
import { validationError } from "./errors.ts";
import type { DynamoInput } from "./input.ts";
import { RESERVED } from "./reserved-words.ts";

/** An error that names the expression that is read. */
export type Fails = (message: string) => Error;

/** The names and values that a request gives for its expressions; each must be used. */
export class Placeholders {
  private readonly names: Record<string, string>;
  private readonly values: Record<string, AttributeValue>;
  private readonly unused: Set<string>;

  constructor(input: DynamoInput) {
    this.names = (input.ExpressionAttributeNames ?? {}) as Record<string, string>;
    this.values = (input.ExpressionAttributeValues ?? {}) as Record<string, AttributeValue>;
    this.unused = new Set([...Object.keys(this.names), ...Object.keys(this.values)]);
    for (const value of Object.values(this.values)) checkValue(value);
  }

  /** The attribute that a placeholder stands for, or the name itself. */
  name(written: string, error: Fails): string {
    if (!written.startsWith("#")) {
      if (!RESERVED.has(written.toUpperCase())) return written;
      throw error(`Attribute name is a reserved keyword; reserved keyword: ${written}`);
    }
    this.unused.delete(written);
    const name = this.names[written];
    if (name !== undefined) return name;
    throw error(
      `An expression attribute name used in the document path is not defined; attribute name: ${written}`,
    );
  }

  value(placeholder: string, error: Fails): AttributeValue {
    this.unused.delete(placeholder);
    const value = this.values[placeholder];
    if (value === undefined)
      throw error(
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    if (["S", "N", "B"].includes(typeOf(value))) return value;
    throw error(`the local DynamoDB compares texts, numbers and bytes, and ${placeholder} is none of them.`);
  }

  assertAllUsed(): void {
    const names = [...this.unused].filter((placeholder) => placeholder.startsWith("#"));
    const values = [...this.unused].filter((placeholder) => placeholder.startsWith(":"));
    if (names.length > 0) throw unusedError("ExpressionAttributeNames", names);
    if (values.length > 0) throw unusedError("ExpressionAttributeValues", values);
  }
}

function unusedError(parameter: string, placeholders: string[]) {
  return validationError(
    `Value provided in ${parameter} unused in expressions: keys: {${placeholders.join(", ")}}`,
  );
}
