import type { Handler } from "../../shared/lambda.ts";
import { type Payload, payloadOf } from "../local/runtime/lambda/payload.ts";
import type { FunctionDefinition, InvocationResult } from "../local/runtime/lambda/types.ts";
import { Host } from "./host.ts";
import { functionArn } from "./names.ts";
import type { Version } from "./rollout.ts";
import type { SimulatedWorld } from "./world.ts";

/** Lambda's own timeout of a function, ms, and what `shared/lambda.ts` keeps back of it. */
const TIMEOUT_MS: Record<string, number> = { failed: 120_000, archive: 120_000 };
const USUAL_TIMEOUT_MS = 60_000;
const MARGIN_MS = 2_000;

/** Largest error of an environment's clock, ms. */
const SKEW_MS = 3_000;

interface Environment {
  host: Host;
  handle: Handler<never, unknown>;
}

export type Wire = (world: SimulatedWorld, host: Host, version: Version) => Handler<never, unknown>;

/** The functions with their pools of environments: what Lambda does around a handler. */
export class SimulatedLambda {
  inFlight = 0;
  readonly #world: SimulatedWorld;
  readonly #wirings: Readonly<Record<string, Wire>>;
  readonly #definitions: ReadonlyMap<string, FunctionDefinition>;
  readonly #idle = new Map<string, Environment[]>();

  constructor(world: SimulatedWorld, wirings: Readonly<Record<string, Wire>>) {
    this.#world = world;
    this.#wirings = wirings;
    this.#definitions = new Map(Object.keys(wirings).map((name) => [name, definitionOf(name)]));
  }

  /** What the triggers and the delivery need to know of a function, by its ARN or name. */
  find = (reference: string): FunctionDefinition => this.#definitions.get(nameOf(reference))!;

  invoke = async (reference: string, payload: Payload): Promise<InvocationResult> => {
    const { time, network, trace } = this.#world;
    const requestId = `request-${++this.#world.invocations}`;
    const name = nameOf(reference);
    const started = time.now();
    const ended = (result: Pick<InvocationResult, "payload" | "error">): InvocationResult => {
      trace(`${name} ${result.payload?.bytes.byteLength ?? result.error?.errorType}`);
      return { requestId, durationMs: time.now() - started, ...result };
    };
    if (network.faults.strikes("invoke-throttle"))
      return ended({ error: { kind: "Throttled", errorType: "TooManyRequests", errorMessage: "" } });

    // An environment runs one version only.
    const version = name === "enrich" ? this.#world.rollout.next() : "present";
    const pool = `${name} ${version}`;
    const idle = this.#idle.get(pool) ?? [];
    this.#idle.set(pool, idle);
    // One that died of what its last invocation had left under way is not there any more.
    while (idle.at(-1)?.host.alive === false) idle.pop();
    const environment = idle.pop() ?? this.#start(name, version);
    this.inFlight += 1;
    const result = await this.#run(environment, payload, requestId, name);
    this.inFlight -= 1;
    // The response is lost although everything was done.
    const crashed = environment.host.alive && network.faults.strikes("crash");
    if (environment.host.alive && !crashed) idle.push(environment);
    return ended(crashed ? { error: unhandled("Runtime.ExitError", "the environment died") } : result);
  };

  /** A cold start. */
  #start(name: string, version: Version): Environment {
    const { time, random, network } = this.#world;
    const skew = network.faults.strikes("skew") ? random.between(-SKEW_MS, SKEW_MS) : 0;
    const host = new Host(time, random, skew);
    return { host, handle: this.#wirings[name]!(this.#world, host, version) };
  }

  #run(
    { host, handle }: Environment,
    payload: Payload,
    requestId: string,
    name: string,
  ): Promise<Pick<InvocationResult, "payload" | "error">> {
    const timeout = timeoutOf(name);
    host.deadline = host.now() + timeout - MARGIN_MS;
    const invocation = { deadline: host.deadline, functionArn: functionArn(name), requestId };
    return new Promise((resolve) => {
      const cancel = this.#world.time.after(timeout, () => {
        this.#world.killed += 1;
        host.alive = false;
        resolve({ error: unhandled("Lambda.Timeout", "the function was ended at its timeout") });
      });
      const end = (result: Pick<InvocationResult, "payload" | "error">) => {
        cancel();
        resolve(result);
      };
      host.onDeath = () => end({ error: unhandled("Runtime.ExitError", "the environment died") });
      handle(JSON.parse(payload.text()) as never, invocation).then(
        (answer) =>
          end(
            answer === undefined
              ? { error: unhandled("Error", "the handler returned nothing") }
              : { payload: payloadOf(JSON.stringify(answer)) },
          ),
        (error: Error) => {
          if (error instanceof TypeError || error instanceof ReferenceError) this.#world.broken(error);
          end({ error: unhandled(error.name, error.message) });
        },
      );
    });
  }
}

const unhandled = (errorType: string, errorMessage: string) => ({
  kind: "Unhandled" as const,
  errorType,
  errorMessage,
});

const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf("-") + 1);

function definitionOf(name: string): FunctionDefinition {
  const arn = functionArn(name);
  return {
    name: arn.slice(arn.lastIndexOf(":") + 1),
    arn,
    entry: "",
    handler: "handler",
    environment: {},
    timeoutMs: timeoutOf(name),
    memoryMb: 512,
    reservedConcurrency: -1,
    roleArn: "arn:aws:iam::000000000000:role/simulated",
  };
}

const timeoutOf = (name: string): number => TIMEOUT_MS[name] ?? USUAL_TIMEOUT_MS;
