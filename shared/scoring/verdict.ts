import type { ModelReply, Prediction, RequestReport } from "./ports.ts";
import { readPredictions } from "./predictions.ts";
import { retryAfter } from "./retry-after.ts";

/** What a reply means for the instances that were asked for. */
export type ReplyVerdict =
  /** A prediction for each instance, undefined where the model has none for it. */
  | { kind: "predicted"; predictions: (Prediction | undefined)[]; modelVersion: string }
  /** The service is busy, slow or down: send the same instances again, later. `hold` in ms, if the response names a time. */
  | { kind: "again"; message: string; hold: number | undefined; tooSlow: boolean }
  /** The service works, but refuses this request: find the instance that it refuses. */
  | { kind: "refused"; status: number; message: string }
  /** It took the request, and its response is short, long or unreadable. That says nothing of any instance. */
  | { kind: "malformed"; message: string }
  | { kind: "denied"; status: number }
  | { kind: "misconfigured"; message: string };

export function judgeReply(reply: ModelReply, eventIds: readonly string[], now: number): ReplyVerdict {
  if (reply.kind === "timeout" || reply.kind === "unreachable")
    return { kind: "again", message: reply.message, hold: undefined, tooSlow: reply.kind === "timeout" };
  if (reply.kind === "unreadable") return { kind: "malformed", message: reply.message };
  const { status, headers, body } = reply;
  if (status >= 200 && status < 300) return predicted(reply, eventIds);
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return {
      kind: "again",
      message: `the model answered ${status}`,
      hold: retryAfter(headers["retry-after"], now),
      tooSlow: false,
    };
  if (status === 401 || status === 403) return { kind: "denied", status };
  if (status === 404) return misconfigured("404: there is no model at its address");
  if (status < 400) return misconfigured(`${status}: redirects are not followed`);
  return { kind: "refused", status, message: reasonIn(body) };
}

const misconfigured = (message: string): ReplyVerdict => ({ kind: "misconfigured", message });

const versionHeaders = ["x-model-version", "model-version", "model_version"];

function predicted(reply: ModelReply & { kind: "answer" }, eventIds: readonly string[]): ReplyVerdict {
  const read = readPredictions(reply.body, eventIds);
  if (!read.ok) return { kind: "malformed", message: read.message };
  const header = versionHeaders.map((name) => reply.headers[name]).find((value) => typeof value === "string");
  const modelVersion = read.modelVersion ?? (header as string | undefined) ?? "unknown";
  return { kind: "predicted", predictions: read.predictions, modelVersion };
}

/** Enough to see what the model objects to. */
const REASON_LENGTH = 300;

/** The `error` of a KServe or TensorFlow-Serving response, else the beginning of the body. */
function reasonIn(body: string): string {
  const named = /"error"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
  return (named ?? body).slice(0, REASON_LENGTH).trim() || "no reason given";
}

/** What a verdict is called among the metrics. */
export const outcomes: Record<ReplyVerdict["kind"], RequestReport["outcome"]> = {
  predicted: "predicted",
  again: "retried",
  refused: "isolated",
  malformed: "isolated",
  denied: "faulty",
  misconfigured: "faulty",
};

/**
 * Why a request predicted nothing, for the log. The model's own words may quote an event, and are left out. A model that
 * cannot be used at all is thrown, with `faultMessage`.
 */
export function problemOf(verdict: ReplyVerdict): string | undefined {
  if (verdict.kind === "refused") return `the model answered ${verdict.status}`;
  return verdict.kind === "again" || verdict.kind === "malformed" ? verdict.message : undefined;
}

/** For a person who can put it right. */
export function faultMessage(
  verdict: ReplyVerdict & { kind: "denied" | "misconfigured" },
  url: string,
): string {
  if (verdict.kind === "misconfigured")
    return `The model at ${url} answered ${verdict.message}. Set MODEL_URL to its predict method.`;
  return `The model at ${url} answered ${verdict.status}. Check the token in the secret that MODEL_SECRET_ARN names.`;
}
