/** What the runtime and an execution environment's worker say to each other. */
export interface WorkerData {
  entry: string;
  handler: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
}

export interface ToWorker {
  requestId: string;
  /** The event's JSON text in UTF-8, as that of an answer. */
  payload: Uint8Array;
  /** Epoch ms of the timeout. */
  deadline: number;
}

export type FromWorker =
  | { kind: "ready" }
  | { kind: "init_failed"; errorType: string; errorMessage: string }
  | { kind: "answer"; requestId: string; payload: Uint8Array }
  | { kind: "failed"; requestId: string; errorType: string; errorMessage: string };
