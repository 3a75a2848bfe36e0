/** The inside of an execution environment: loads the handler once, then runs it for one invocation after the other. */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { carryBy } from "../../../../shared/aws/carrier.ts";
import { Carry } from "./carry.ts";
import { jsonPayload, received, sent } from "./payload.ts";
import type { FromWorker, ToWorker, WorkerData } from "./protocol.ts";

type Handler = (event: unknown, context: object) => unknown;

const settings = workerData as WorkerData;
const port = parentPort!;
const tell = (message: FromWorker) => port.postMessage(message);

/** As Lambda reports an error that a handler throws. */
function describe(error: unknown): { errorType: string; errorMessage: string } {
  if (error instanceof Error) return { errorType: error.name, errorMessage: error.message };
  return { errorType: typeof error, errorMessage: String(error) };
}

async function load(): Promise<Handler> {
  const module = (await import(pathToFileURL(settings.entry).href)) as Record<string, unknown>;
  const handler = module[settings.handler];
  if (typeof handler === "function") return handler as Handler;
  throw Object.assign(new Error(`${settings.entry} exports no function ${settings.handler}`), {
    name: "Runtime.HandlerNotFound",
  });
}

function context({ requestId, deadline }: ToWorker): object {
  const { functionName, functionArn, memoryMb } = settings;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function answer(handler: Handler, message: ToWorker): Promise<FromWorker> {
  const { requestId } = message;
  try {
    const event = received(message.payload).value();
    const result = await handler(event, context(message));
    return { kind: "answer", requestId, payload: sent(jsonPayload(result)) };
  } catch (error) {
    return { kind: "failed", requestId, ...describe(error) };
  }
}

// A worker's own streams wait for the reader's word after each text, which wakes both threads once more.
for (const to of ["stdout", "stderr"] as const)
  process[to]._writev = (chunks, done) => {
    tell({ kind: "printed", to, text: chunks.map(({ chunk }) => String(chunk)).join("") });
    done();
  };

try {
  if (settings.aws !== undefined) {
    const carry = new Carry(settings.aws);
    carryBy((requestTimeout) => carry.handler(requestTimeout));
  }
  const handler = await load();
  port.on("message", async (message: ToWorker) => tell(await answer(handler, message)));
  tell({ kind: "ready" });
} catch (error) {
  tell({ kind: "init_failed", ...describe(error) });
}
