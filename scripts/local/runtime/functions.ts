import type { RespondToCall } from "../aws/contract.ts";
import { levelOf, readLine } from "./lambda/output.ts";
import { type FunctionPool, functionPool } from "./lambda/pool.ts";
import type { FunctionDefinition, InvocationHooks, InvocationResult, Invoke } from "./lambda/types.ts";
import type { LogLine, Metrics } from "./types.ts";

export interface FunctionsOptions {
  environments: number;
  hooks?: InvocationHooks;
  /** Takes their requests to AWS; they go by HTTP without it. */
  respond?: RespondToCall | undefined;
  /** Ends an environment that has been idle for so long; never without it. */
  idleMs?: number | undefined;
  log(line: LogLine): void;
  metrics(metrics: Metrics): void;
  /** Each line of output, as it is. */
  line(name: string, text: string): void;
  /** Each invocation, once it has ended. */
  invoked(name: string, result: InvocationResult): void;
}

/** The declared functions, each with its pool of execution environments. */
export interface Functions {
  names(): string[];
  /** By declared name, ARN (with or without a qualifier) or last part of the name. Throws a sentence otherwise. */
  find(reference: string): FunctionDefinition;
  invoke: Invoke;
  close(): Promise<void>;
}

export function startFunctions(
  definitions: readonly FunctionDefinition[],
  options: FunctionsOptions,
): Functions {
  const pools = new Map<string, FunctionPool>(
    definitions.map((definition) => [
      definition.name,
      functionPool(definition, poolOptions(definition.name)),
    ]),
  );

  function poolOptions(name: string) {
    return {
      environments: options.environments,
      ...(options.hooks && { hooks: options.hooks }),
      respond: options.respond,
      idleMs: options.idleMs,
      onLine(text: string) {
        options.line(name, text);
        const line = readLine(text);
        if (line.kind === "metrics") options.metrics({ function: name, emf: line.emf });
        else options.log({ source: name, level: levelOf(text), text });
      },
    };
  }

  function find(reference: string): FunctionDefinition {
    const name = reference.startsWith("arn:") ? reference.split(":")[6]! : reference;
    const exact = pools.get(name)?.definition;
    if (exact) return exact;
    const endings = definitions.filter((definition) => definition.name.endsWith(`-${name}`));
    if (endings.length === 1) return endings[0]!;
    throw new Error(`There is no one function ${name}. Declared are: ${[...pools.keys()].join(", ")}.`);
  }

  return {
    names: () => [...pools.keys()],
    find,
    async invoke(reference, payload) {
      const { name } = find(reference);
      const result = await pools.get(name)!.invoke(payload);
      options.invoked(name, result);
      return result;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
