/**
 * The identifiers of a partial batch response. None for a response that names no failure, however odd; undefined
 * where the list is not a list, or a failure in it has no usable identifier: then the whole batch has failed.
 */
export function namedFailures(payload: string | undefined): string[] | undefined {
  const answer: unknown = payload ? JSON.parse(payload) : null;
  if (answer === null || typeof answer !== "object" || Array.isArray(answer)) return [];
  const list = (answer as Record<string, unknown>).batchItemFailures ?? [];
  if (!Array.isArray(list)) return undefined;
  const identifiers = list.map(identifierOf);
  return identifiers.every((identifier) => identifier !== undefined) ? identifiers : undefined;
}

function identifierOf(failure: unknown): string | undefined {
  if (failure === null || typeof failure !== "object") return undefined;
  const { itemIdentifier } = failure as Record<string, unknown>;
  return typeof itemIdentifier === "string" && itemIdentifier !== "" ? itemIdentifier : undefined;
}
