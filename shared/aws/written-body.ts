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
 * A command of a JSON protocol with its body already written. The client's serialiser walks every value by its
 * schema, which is much slower than JSON.stringify. So the serialiser gets an empty input, and the body is replaced
 * before the client measures and signs it. Everything else is left to the client: endpoint, signature, retries, time
 * limits. The body is bytes, because a text would be encoded three times: to be measured, to be signed and to be
 * sent.
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
