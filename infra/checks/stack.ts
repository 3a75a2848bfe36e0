/** The Terraform JSON of one stack, as far as the checks look into it. */
export interface StackJson {
  resource?: Record<string, Record<string, Body>>;
  variable?: Record<string, Body>;
}

/** Arguments of a resource or of a block in it; absent ones read as `undefined`. */
export type Body = Record<string, unknown>;

export interface Resource {
  /** As terraform and its messages call it, for example `aws_sqs_queue.failed`. */
  address: string;
  body: Body;
}

export type StackCheck = (stack: StackJson) => string[];

export function resourcesOf(stack: StackJson, type: string): Resource[] {
  return Object.entries(stack.resource?.[type] ?? {}).map(([name, body]) => ({
    address: `${type}.${name}`,
    body,
  }));
}

/** The resource that a text such as `${aws_sqs_queue.failed.arn}` refers to. */
export function referred(stack: StackJson, reference: unknown): Resource | undefined {
  const [, type = "", name = ""] = /^\$\{(\w+)\.([\w-]+)\.\w+\}/.exec(String(reference)) ?? [];
  const body = stack.resource?.[type]?.[name];
  return body && { address: `${type}.${name}`, body };
}

/** A nested block, which JSON gives as an object or as a list of one. */
export function block(body: Body | undefined, ...path: string[]): Body | undefined {
  return path.reduce<Body | undefined>((at, name) => {
    const value = at?.[name];
    return (Array.isArray(value) ? value[0] : value) as Body | undefined;
  }, body);
}

export const numberOf = (value: unknown): number => (value === undefined ? Number.NaN : Number(value));
