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
  const workerData: WorkerData = {
    entry: definition.entry,
    handler: definition.handler,
    functionName: definition.name,
    functionArn: definition.arn,
    memoryMb: definition.memoryMb,
    aws: channel?.port2,
  };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    name: definition.name,
    env: { ...definition.environment },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    stdout: true,
    stderr: true,
    workerData,
    ...(channel && { transferList: [channel.port2] }),
  });
  const printed = { stdout: lineCutter(onLine), stderr: lineCutter(onLine) };

  let gone = false;
  let end: ((ending: EnvironmentEnding) => void) | undefined;
  const finish = (ending: EnvironmentEnding) => {
    end?.(ending);
    end = undefined;
  };
  const started = new Promise<EnvironmentEnding | undefined>((resolve) => {
    const late = setTimeout(() => {
      // As Lambda does, the next invocation begins anew: one that got ready later would fail for ever.
      gone = true;
      void worker.terminate();
      resolve({ errorType: "Sandbox.InitTimeout", errorMessage: "The function did not initialise." });
    }, initMs);
    const settle = (ending?: EnvironmentEnding) => {
      clearTimeout(late);
      resolve(ending);
    };
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "ready") return settle();
      if (message.kind === "printed") return printed[message.to].take(message.text);
      if (message.kind === "init_failed") {
        gone = true;
        void worker.terminate();
        return settle({ errorType: message.errorType, errorMessage: message.errorMessage });
      }
      finish(
        message.kind === "answer"
          ? { payload: received(message.payload) }
          : { errorType: message.errorType, errorMessage: message.errorMessage },
      );
    });
    const crashed = (ending: EnvironmentEnding) => {
      gone = true;
      settle(ending);
      finish(ending);
    };
    // An error outside the handler's promise kills the process on Lambda, as it does the worker here.
    worker.on("error", (error: Error) =>
      crashed({ errorType: `Runtime.${error.name}`, errorMessage: error.message }),
    );
    worker.on("exit", (code) => {
      printed.stdout.end();
      printed.stderr.end();
      channel?.port1.close();
      crashed({ errorType: "Runtime.ExitError", errorMessage: `Runtime exited with status ${code}` });
    });
  });

  return {
    alive: () => !gone,
    async run(requestId, payload) {
      const failedStart = await started;
      if (failedStart) return failedStart;
      return new Promise<EnvironmentEnding>((resolve) => {
        const timeout = setTimeout(() => {
          gone = true;
          const seconds = (definition.timeoutMs / 1000).toFixed(2);
          end?.({
            errorType: "Lambda.Timeout",
            errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
          });
          void worker.terminate();
        }, definition.timeoutMs);
        end = (ending) => {
          clearTimeout(timeout);
          end = undefined;
          resolve(ending);
        };
        const deadline = Date.now() + definition.timeoutMs;
        worker.postMessage({ requestId, payload: sent(payload), deadline } satisfies ToWorker);
      });
    },
    async terminate() {
      gone = true;
      await worker.terminate();
    },
  };
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
