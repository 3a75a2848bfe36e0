/** The part of Terraform's expression language that a synthesised stack uses, as a tree. */
export type Expression =
  | { kind: "literal"; value: string | number | boolean | null }
  /** `aws_sqs_queue.failed.arn`, `var.name`, `data.aws_region.here.name`, with indexes as steps. */
  | { kind: "reference"; steps: (string | number)[] }
  | { kind: "call"; name: string; args: Expression[] }
  | { kind: "list"; items: Expression[] };

/** A string of the JSON, cut into plain text and expressions. */
export type Template = (string | Expression)[];

const TOKEN = /\s*(?:([A-Za-z_][\w-]*)|(-?\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*")|([.,()[\]*]))/y;

export class TemplateError extends Error {
  override name = "TemplateError";
}

/** Cuts at `${…}`; `$${` is a literal `${`. Throws `TemplateError` for syntax outside the supported part. */
export function parseTemplate(text: string): Template {
  const parts: Template = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    if (text.startsWith("$${", at)) {
      plain += "${";
      at += 3;
    } else if (text.startsWith("%{", at)) {
      throw new TemplateError(`the directive in ${JSON.stringify(text)}`);
    } else if (text.startsWith("${", at)) {
      const end = closing(text, at + 2);
      if (plain) parts.push(plain);
      plain = "";
      parts.push(parseExpression(text.slice(at + 2, end)));
      at = end + 1;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain || parts.length === 0) parts.push(plain);
  return parts;
}

/** Place of the brace that closes an expression; braces and quotes inside it are skipped. */
function closing(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === "\\") at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === "{") depth += 1;
    else if (!quoted && character === "}" && depth-- === 0) return at;
  }
  throw new TemplateError(`an expression that is not closed in ${JSON.stringify(text)}`);
}

function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  const fail = (): never => {
    throw new TemplateError(`the expression \${${text}}`);
  };
  const take = (wanted: string) => (tokens[0] === wanted ? tokens.shift() : fail());

  function list(close: string): Expression[] {
    const items: Expression[] = [];
    while (tokens[0] !== close) {
      items.push(expression());
      if (tokens[0] !== close) take(",");
    }
    take(close);
    return items;
  }

  function reference(first: string): Expression {
    const steps: (string | number)[] = [first];
    for (;;) {
      if (tokens[0] === ".") {
        tokens.shift();
        const step = tokens.shift() ?? fail();
        steps.push(/^\d+$/.test(step) ? Number(step) : step);
      } else if (tokens[0] === "[") {
        tokens.shift();
        const index = expression();
        if (index.kind !== "literal") return fail();
        steps.push(index.value as string | number);
        take("]");
      } else {
        return steps.includes("*") ? fail() : { kind: "reference", steps };
      }
    }
  }

  function expression(): Expression {
    const token = tokens.shift() ?? fail();
    if (token === "[") return { kind: "list", items: list("]") };
    if (token.startsWith('"')) return { kind: "literal", value: JSON.parse(token) as string };
    if (/^-?\d/.test(token)) return { kind: "literal", value: Number(token) };
    if (token === "true" || token === "false") return { kind: "literal", value: token === "true" };
    if (token === "null") return { kind: "literal", value: null };
    if (!/^[A-Za-z_]/.test(token)) return fail();
    if (tokens[0] !== "(") return reference(token);
    tokens.shift();
    return { kind: "call", name: token, args: list(")") };
  }

  const whole = expression();
  return tokens.length === 0 ? whole : fail();
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new TemplateError(`the expression \${${text}}`);
    tokens.push(match[0].trim());
    at = TOKEN.lastIndex;
  }
  return tokens;
}
