import type { MessagePort } from "node:worker_threads";

/** What the runtime and an execution environment's worker say to each other. */
export interface WorkerData {
  entry: string;
  handler: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  /** Where requests to AWS go; by HTTP without it. */
  aws: MessagePort | undefined;
}

/** `JsonBytes` as a thread gets them, without the class of their buffer. */
export interface SentJson {
  bytes: Uint8Array;
  long: readonly number[];
}

export interface ToWorker {
  requestId: string;
  payload: SentJson;
  /** Epoch ms of the timeout. */
  deadline: number;
}

export type FromWorker =
  | { kind: "ready" }
  | { kind: "printed"; to: "stdout" | "stderr"; text: string }
  | { kind: "init_failed"; errorType: string; errorMessage: string }
  | { kind: "answer"; requestId: string; payload: SentJson }
  | { kind: "failed"; requestId: string; errorType: string; errorMessage: string };
