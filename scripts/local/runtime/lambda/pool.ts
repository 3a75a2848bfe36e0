import { randomUUID } from "node:crypto";
import type { RespondToCall } from "../../aws/contract.ts";
import { type EnvironmentEnding, type LambdaEnvironment, startEnvironment } from "./environment.ts";
import { PAYLOAD_BYTES, type Payload } from "./payload.ts";
import type { FunctionDefinition, InvocationHooks, InvocationResult } from "./types.ts";

export interface PoolOptions {
  /** Most execution environments here; invocations beyond them wait. */
  environments: number;
  hooks?: InvocationHooks;
  /** Takes the functions' requests to AWS; they go by HTTP without it. */
  respond?: RespondToCall | undefined;
  /** Ends an environment that has been idle for so long, ms; never without it. */
  idleMs?: number | undefined;
  /** How long an environment may take to be ready, ms; a minute unless given. */
  initMs?: number | undefined;
  onLine(line: string): void;
}

/** The execution environments of one function. */
export interface FunctionPool {
  definition: FunctionDefinition;
  /** Resolves also when the function fails, is throttled or dies; never once the pool is closed. */
  invoke(payload: Payload): Promise<InvocationResult>;
  close(): Promise<void>;
}

export function functionPool(definition: FunctionDefinition, options: PoolOptions): FunctionPool {
  const { hooks } = options;
  const all = new Set<LambdaEnvironment>();
  const idle: LambdaEnvironment[] = [];
  const resting = new WeakMap<LambdaEnvironment, NodeJS.Timeout>();
  const queue: ((environment: LambdaEnvironment) => void)[] = [];
  let invocations = 0;
  let closed = false;

  function take(): Promise<LambdaEnvironment> {
    // Whoever still tries again gets no environment, which would outlive the run.
    if (closed) return never();
    const warm = idle.pop();
    if (warm) {
      clearTimeout(resting.get(warm));
      return Promise.resolve(warm);
    }
    if (all.size < options.environments) return Promise.resolve(start());
    return new Promise((resolve) => queue.push(resolve));
  }

  function start(): LambdaEnvironment {
    const environment = startEnvironment(definition, options.onLine, options.respond, options.initMs);
    all.add(environment);
    return environment;
  }

  /** A dead environment is replaced only when someone waits for it. */
  function giveBack(environment: LambdaEnvironment): void {
    if (!environment.alive()) all.delete(environment);
    if (closed) return;
    const waiting = queue.shift();
    if (waiting) waiting(environment.alive() ? environment : start());
    else if (environment.alive()) rest(environment);
  }

  function rest(environment: LambdaEnvironment): void {
    idle.push(environment);
    if (options.idleMs === undefined) return;
    const timer = setTimeout(() => {
      idle.splice(idle.indexOf(environment), 1);
      all.delete(environment);
      void environment.terminate();
    }, options.idleMs);
    resting.set(environment, timer.unref());
  }

  async function run(requestId: string, payload: Payload): Promise<EnvironmentEnding> {
    const bytes = payload.bytes.byteLength;
    if (bytes > PAYLOAD_BYTES) {
      return tooLarge("RequestEntityTooLargeException", "The request", bytes);
    }
    const environment = await take();
    try {
      if (hooks?.beforeInvoke?.(definition.name, payload.text()) === "fail") {
        await environment.terminate();
        return {
          errorType: "Runtime.ExitError",
          errorMessage: "The environment died before the handler ran",
        };
      }
      return await environment.run(requestId, payload);
    } finally {
      giveBack(environment);
    }
  }

  function judge(ending: EnvironmentEnding, payload: Payload): EnvironmentEnding {
    if (!("payload" in ending)) return ending;
    const bytes = ending.payload.bytes.byteLength;
    if (bytes > PAYLOAD_BYTES) return tooLarge("Function.ResponseSizeTooLarge", "The response", bytes);
    if (hooks?.afterInvoke?.(definition.name, payload.text()) === "fail") {
      return {
        errorType: "Runtime.ExitError",
        errorMessage: "The environment died after the handler's writes",
      };
    }
    return ending;
  }

  return {
    definition,
    async invoke(payload) {
      const requestId = randomUUID();
      const { reservedConcurrency: reserved } = definition;
      if (reserved >= 0 && invocations >= reserved) {
        const errorMessage = `Rate exceeded: ${definition.name} runs ${invocations} of ${reserved} reserved invocations`;
        const error = { kind: "Throttled", errorType: "TooManyRequestsException", errorMessage } as const;
        return { requestId, error, durationMs: 0 };
      }
      const begun = performance.now();
      invocations += 1;
      try {
        const ended = await run(requestId, payload);
        // What the close cut off has not failed: nobody is to retry it, or to report it.
        if (closed) return never();
        const ending = judge(ended, payload);
        const durationMs = performance.now() - begun;
        if ("payload" in ending) return { requestId, payload: ending.payload, durationMs };
        return { requestId, error: { kind: "Unhandled", ...ending }, durationMs };
      } finally {
        invocations -= 1;
      }
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((environment) => environment.terminate()));
    },
  };
}

const never = (): Promise<never> => new Promise(() => {});

const tooLarge = (errorType: string, what: string, bytes: number): EnvironmentEnding => ({
  errorType,
  errorMessage: `${what} has ${bytes} bytes; Lambda takes at most ${PAYLOAD_BYTES}.`,
});
