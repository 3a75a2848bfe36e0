import { MessageChannel, Worker } from "node:worker_threads";
import type { RespondToCall } from "../../aws/contract.ts";
import { type Payload, received, sent } from "./payload.ts";
import type { FromWorker, ToWorker, WorkerData } from "./protocol.ts";
import { takeCarried } from "./take-carried.ts";
import type { FunctionDefinition } from "./types.ts";

export type EnvironmentEnding = { payload: Payload } | { errorType: string; errorMessage: string };

/** One execution environment: a worker with the handler loaded, for one invocation at a time. */
export interface LambdaEnvironment {
  run(requestId: string, payload: Payload): Promise<EnvironmentEnding>;
  /** False once the worker is gone; such an environment must not be used again. */
  alive(): boolean;
  terminate(): Promise<void>;
}

/** Lambda gives ten seconds to initialise; a busy laptop needs more, and being slow here is not the function's fault. */
const INIT_MS = 60_000;

export function startEnvironment(
  definition: FunctionDefinition,
  onLine: (line: string) => void,
  respond?: RespondToCall,
  initMs = INIT_MS,
): LambdaEnvironment {
  const channel = respond === undefined ? undefined : new MessageChannel();
  if (channel !== undefined && respond !== undefined) takeCarried(channel.port1, respond);
  const worker = startWorker(definition, channel);
  worker.once("exit", () => channel?.port1.close());
  return new WorkerEnvironment(definition, worker, onLine, initMs);
}

function startWorker(definition: FunctionDefinition, channel: MessageChannel | undefined): Worker {
  const workerData: WorkerData = {
    entry: definition.entry,
    handler: definition.handler,
    functionName: definition.name,
    functionArn: definition.arn,
    memoryMb: definition.memoryMb,
    aws: channel?.port2,
  };
  return new Worker(new URL("./worker.ts", import.meta.url), {
    name: definition.name,
    env: { ...definition.environment },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    stdout: true,
    stderr: true,
    workerData,
    ...(channel && { transferList: [channel.port2] }),
  });
}

class WorkerEnvironment implements LambdaEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #printed: Record<"stdout" | "stderr", ReturnType<typeof lineCutter>>;
  /** Resolves once the handler is loaded: with nothing, or with why it could not be. */
  readonly #started = Promise.withResolvers<EnvironmentEnding | undefined>();
  #gone = false;
  /** Ends the invocation that is under way. */
  #end: ((ending: EnvironmentEnding) => void) | undefined;

  constructor(
    definition: FunctionDefinition,
    worker: Worker,
    onLine: (line: string) => void,
    initMs: number,
  ) {
    this.#definition = definition;
    this.#worker = worker;
    this.#printed = { stdout: lineCutter(onLine), stderr: lineCutter(onLine) };
    // As Lambda does, the next invocation begins anew: one that got ready later would fail for ever.
    const late = setTimeout(
      () =>
        this.#failStart({
          errorType: "Sandbox.InitTimeout",
          errorMessage: "The function did not initialise.",
        }),
      initMs,
    );
    void this.#started.promise.then(() => clearTimeout(late));
    worker.on("message", (message: FromWorker) => this.#take(message));
    // An error outside the handler's promise kills the process on Lambda, as it does the worker here.
    worker.on("error", ({ name, message }: Error) =>
      this.#crash({ errorType: `Runtime.${name}`, errorMessage: message }),
    );
    worker.on("exit", (code) => {
      this.#printed.stdout.end();
      this.#printed.stderr.end();
      this.#crash({ errorType: "Runtime.ExitError", errorMessage: `Runtime exited with status ${code}` });
    });
  }

  alive(): boolean {
    return !this.#gone;
  }

  async run(requestId: string, payload: Payload): Promise<EnvironmentEnding> {
    const failedStart = await this.#started.promise;
    if (failedStart) return failedStart;
    const { timeoutMs } = this.#definition;
    return new Promise<EnvironmentEnding>((resolve) => {
      const timeout = setTimeout(() => this.#timeOut(requestId), timeoutMs);
      this.#end = (ending) => {
        clearTimeout(timeout);
        this.#end = undefined;
        resolve(ending);
      };
      const deadline = Date.now() + timeoutMs;
      this.#worker.postMessage({ requestId, payload: sent(payload), deadline } satisfies ToWorker);
    });
  }

  async terminate(): Promise<void> {
    this.#gone = true;
    await this.#worker.terminate();
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#started.resolve(undefined);
        break;
      case "printed":
        this.#printed[message.to].take(message.text);
        break;
      case "init_failed":
        this.#failStart({ errorType: message.errorType, errorMessage: message.errorMessage });
        break;
      case "answer":
        this.#end?.({ payload: received(message.payload) });
        break;
      case "failed":
        this.#end?.({ errorType: message.errorType, errorMessage: message.errorMessage });
        break;
    }
  }

  #failStart(ending: EnvironmentEnding): void {
    void this.terminate();
    this.#started.resolve(ending);
  }

  #timeOut(requestId: string): void {
    const seconds = (this.#definition.timeoutMs / 1000).toFixed(2);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    void this.terminate();
    this.#end?.({ errorType: "Lambda.Timeout", errorMessage });
  }

  /** Ends whatever waits for the worker. */
  #crash(ending: EnvironmentEnding): void {
    this.#gone = true;
    this.#started.resolve(ending);
    this.#end?.(ending);
  }
}

/** Cuts what comes piece by piece into lines, an unfinished last one included. */
function lineCutter(onLine: (line: string) => void) {
  let rest = "";
  return {
    take(text: string): void {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      for (const line of parts) if (line !== "") onLine(line);
    },
    end(): void {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
