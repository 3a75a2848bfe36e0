type Json = Record<string, unknown>;

/** A stack without what must differ: who synthesised it, and the version of the provider that each release brings. */
export function comparable(stack: Json): Json {
  const { "//": _metadata, ...rest } = structuredClone(stack);
  const aws = ((rest.terraform as Json).required_providers as Record<string, Json>).aws;
  if (aws) {
    delete aws.version;
    // Terraform reads the short name as the long one.
    aws.source = String(aws.source).replace(/^aws$/, "hashicorp/aws");
  }
  return withoutMetadata(rest) as Json;
}

function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "//")
      .map(([name, each]) => [name, withoutMetadata(each)]),
  );
}

/** The paths at which two values differ, each with both sides. */
export function differences(ours: unknown, theirs: unknown, at = ""): string[] {
  if (isObject(ours) && isObject(theirs)) {
    const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    return [...names].flatMap((name) => differences(ours[name], theirs[name], `${at}/${name}`));
  }
  const [one, other] = [ours, theirs].map((side) => JSON.stringify(side) ?? "absent");
  return one === other ? [] : [`${at}: ${one} | ${other}`];
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
