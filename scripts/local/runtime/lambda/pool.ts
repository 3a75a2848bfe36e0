import { randomUUID } from "node:crypto";
import { INVOCATION_BYTES } from "../../../../shared/limits.ts";
import type { RespondToCall } from "../../aws/contract.ts";
import { type EnvironmentEnding, type LambdaEnvironment, startEnvironment } from "./environment.ts";
import type { Payload } from "./payload.ts";
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
  const environments = new Environments(definition, options);
  let invocations = 0;

  async function run(requestId: string, payload: Payload): Promise<EnvironmentEnding> {
    const bytes = payload.bytes.byteLength;
    if (bytes > INVOCATION_BYTES) return tooLarge("RequestEntityTooLargeException", "The request", bytes);
    const environment = await environments.take();
    try {
      if (hooks?.beforeInvoke?.(definition.name, payload.text()) !== "fail")
        return await environment.run(requestId, payload);
      await environment.terminate();
      return died("before the handler ran");
    } finally {
      environments.giveBack(environment);
    }
  }

  function judge(ending: EnvironmentEnding, payload: Payload): EnvironmentEnding {
    if (!("payload" in ending)) return ending;
    const bytes = ending.payload.bytes.byteLength;
    if (bytes > INVOCATION_BYTES) return tooLarge("Function.ResponseSizeTooLarge", "The response", bytes);
    const isStruck = hooks?.afterInvoke?.(definition.name, payload.text()) === "fail";
    return isStruck ? died("after the handler's writes") : ending;
  }

  async function invoked(payload: Payload): Promise<InvocationResult> {
    const requestId = randomUUID();
    const begun = performance.now();
    const ended = await run(requestId, payload);
    // What the close cut off has not failed: nobody is to retry it, or to report it.
    if (environments.closed) return never();
    const ending = judge(ended, payload);
    const durationMs = performance.now() - begun;
    if ("payload" in ending) return { requestId, payload: ending.payload, durationMs };
    return { requestId, error: { kind: "Unhandled", ...ending }, durationMs };
  }

  return {
    definition,
    async invoke(payload) {
      const { reservedConcurrency: reserved } = definition;
      if (reserved >= 0 && invocations >= reserved) return throttled(definition, invocations);
      invocations += 1;
      try {
        return await invoked(payload);
      } finally {
        invocations -= 1;
      }
    },
    close: () => environments.close(),
  };
}

/** The environments that there are: those at rest, and who waits for one. */
class Environments {
  readonly #definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #all = new Set<LambdaEnvironment>();
  readonly #idle: LambdaEnvironment[] = [];
  readonly #resting = new WeakMap<LambdaEnvironment, NodeJS.Timeout>();
  readonly #queue: ((environment: LambdaEnvironment) => void)[] = [];
  closed = false;

  constructor(definition: FunctionDefinition, options: PoolOptions) {
    this.#definition = definition;
    this.#options = options;
  }

  take(): Promise<LambdaEnvironment> {
    // Whoever still tries again gets no environment, which would outlive the run.
    if (this.closed) return never();
    const warm = this.#warm();
    if (warm) return Promise.resolve(warm);
    if (this.#all.size < this.#options.environments) return Promise.resolve(this.#start());
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** A dead environment is replaced only when someone waits for it. */
  giveBack(environment: LambdaEnvironment): void {
    if (!environment.alive()) this.#all.delete(environment);
    if (this.closed) return;
    const waiting = this.#queue.shift();
    if (waiting) waiting(environment.alive() ? environment : this.#start());
    else if (environment.alive()) this.#rest(environment);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
  }

  /** One at rest. An error outside of its handler may have ended it since, and would never end an invocation. */
  #warm(): LambdaEnvironment | undefined {
    for (let warm = this.#idle.pop(); warm !== undefined; warm = this.#idle.pop()) {
      clearTimeout(this.#resting.get(warm));
      if (warm.alive()) return warm;
      this.#all.delete(warm);
    }
    return undefined;
  }

  #start(): LambdaEnvironment {
    const { onLine, respond, initMs } = this.#options;
    const environment = startEnvironment(this.#definition, onLine, respond, initMs);
    this.#all.add(environment);
    return environment;
  }

  #rest(environment: LambdaEnvironment): void {
    this.#idle.push(environment);
    const { idleMs } = this.#options;
    if (idleMs === undefined) return;
    const timer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(environment), 1);
      this.#all.delete(environment);
      void environment.terminate();
    }, idleMs);
    this.#resting.set(environment, timer.unref());
  }
}

const never = (): Promise<never> => new Promise(() => {});

const tooLarge = (errorType: string, what: string, bytes: number): EnvironmentEnding => ({
  errorType,
  errorMessage: `${what} has ${bytes} bytes; Lambda takes at most ${INVOCATION_BYTES}.`,
});

const died = (when: string): EnvironmentEnding => ({
  errorType: "Runtime.ExitError",
  errorMessage: `The environment died ${when}`,
});

function throttled({ name, reservedConcurrency }: FunctionDefinition, running: number): InvocationResult {
  const errorMessage = `Rate exceeded: ${name} runs ${running} of ${reservedConcurrency} reserved invocations`;
  const error = { kind: "Throttled", errorType: "TooManyRequestsException", errorMessage } as const;
  return { requestId: randomUUID(), error, durationMs: 0 };
}
