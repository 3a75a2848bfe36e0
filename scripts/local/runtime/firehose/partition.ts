import { partitionKeysIn } from "./prefix.ts";
import type { DeliveryDefinition } from "./types.ts";

export type DeliveryPlace =
  /** The prefix with its partition keys filled in; timestamps wait for the oldest record of the object. */
  { key: string } | { errorCode: string; errorMessage: string };

/** Which buffer a record belongs to. Every key that the prefix names must be there, and not empty. */
export function sortBy(
  definition: Pick<DeliveryDefinition, "prefix" | "dynamicPartitioning">,
): (partitionKeys: Readonly<Record<string, string>>) => DeliveryPlace {
  const { prefix, dynamicPartitioning } = definition;
  const names = dynamicPartitioning ? partitionKeysIn(prefix) : [];
  return (partitionKeys) => {
    const missing = names.find((name) => !partitionKeys[name]);
    if (missing !== undefined) {
      const errorMessage = `The partition key ${missing} is missing or empty.`;
      return { errorCode: "DynamicPartitioning.MissingPartitionKey", errorMessage };
    }
    const key = prefix.replace(
      /!\{partitionKeyFromLambda:([^}]*)\}/g,
      (_, name: string) => partitionKeys[name]!,
    );
    return { key };
  };
}
