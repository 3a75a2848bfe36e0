import type { HttpHandlerUserInput } from "@smithy/core/protocols";

/**
 * Whoever runs a function may carry its requests to AWS in another way than by HTTP: the local runtime does, whose AWS is
 * in the same process. It leaves what makes a request handler here before it loads the function.
 */
const PLACE = Symbol.for("clickstream.carrier");

/** @param requestTimeout longest wait for one response, ms */
export type Carrier = (requestTimeout: number) => HttpHandlerUserInput;

const place = globalThis as { [PLACE]?: Carrier };

export const carrier = (): Carrier | undefined => place[PLACE];

export function carryBy(carrier: Carrier): void {
  place[PLACE] = carrier;
}
