interface Step {
  input: object;
  request: { body: unknown };
}

type Next = (step: Step) => Promise<unknown>;

/** The part of a command's middleware stack that is used here, the same in every client. */
interface Stack {
  add(
    middleware: (next: Next) => Next,
    place: { step: "initialize" | "build"; priority: "low" | "high" },
  ): void;
}

/**
 * A command of a JSON protocol with its body already written. The client's own serialiser walks every value by its
 * schema, which costs several times what JSON.stringify does; so it is given an empty input, and its body is replaced
 * before it is measured and signed. All else is the client's: endpoint, signature, retries, time limits. Bytes, not
 * text: a text would be encoded once to be measured, once to be signed and once to be sent.
 */
export function withBody<Sent extends { middlewareStack: unknown }>(command: Sent, body: Uint8Array): Sent {
  const stack = command.middlewareStack as Stack;
  stack.add((next) => (step) => next({ ...step, input: {} }), { step: "initialize", priority: "low" });
  const replace = (next: Next) => (step: Step) => {
    step.request.body = body;
    return next(step);
  };
  stack.add(replace, { step: "build", priority: "high" });
  return command;
}
