import { expect, test } from "@jest/globals";
import type { ModelReply } from "../../../shared/scoring/ports.ts";
import { judgeReply, problemOf, type ReplyVerdict } from "../../../shared/scoring/verdict.ts";
import { httpReply } from "./virtual-time.ts";

const cases: { description: string; reply: ModelReply; verdict: Partial<ReplyVerdict> }[] = [
  {
    description: "predictions with a version in a header",
    reply: httpReply(200, { predictions: [0.5] }, { "x-model-version": "h-1" }),
    verdict: { kind: "predicted", predictions: [0.5], modelVersion: "h-1" },
  },
  {
    description: "the version of the body before that of a header",
    reply: httpReply(200, { predictions: [0.5], model_version: "b-1" }, { "x-model-version": "h-1" }),
    verdict: { kind: "predicted", modelVersion: "b-1" },
  },
  {
    description: "predictions of an unnamed version",
    reply: httpReply(200, { predictions: [0.5] }),
    verdict: { kind: "predicted", modelVersion: "unknown" },
  },
  {
    description: "too many predictions",
    reply: httpReply(200, { predictions: [1, 2] }),
    verdict: { kind: "malformed" },
  },
  {
    description: "an answer that is no HTTP",
    reply: { kind: "unreadable", message: "m" },
    verdict: { kind: "malformed" },
  },
  {
    description: "a timeout",
    reply: { kind: "timeout", message: "m" },
    verdict: { kind: "again", tooSlow: true, hold: undefined },
  },
  {
    description: "a lost connection",
    reply: { kind: "unreachable", message: "m" },
    verdict: { kind: "again", tooSlow: false },
  },
  {
    description: "too many requests",
    reply: httpReply(429, {}, { "retry-after": "3" }),
    verdict: { kind: "again", hold: 3_000 },
  },
  { description: "a request timeout at the service", reply: httpReply(408), verdict: { kind: "again" } },
  { description: "an internal error", reply: httpReply(500), verdict: { kind: "again", hold: undefined } },
  { description: "a bad gateway", reply: httpReply(502, "<html>"), verdict: { kind: "again" } },
  {
    description: "a refusal with its reason",
    reply: httpReply(400, { error: 'no such "feature"' }),
    verdict: { kind: "refused", status: 400, message: 'no such \\"feature\\"' },
  },
  {
    description: "a refusal in plain text, shortened",
    reply: httpReply(422, "x".repeat(1_000)),
    verdict: { kind: "refused", status: 422, message: "x".repeat(300) },
  },
  {
    description: "a refusal without a word",
    reply: httpReply(413, ""),
    verdict: { kind: "refused", status: 413, message: "no reason given" },
  },
  { description: "no token", reply: httpReply(401), verdict: { kind: "denied", status: 401 } },
  { description: "no right", reply: httpReply(403), verdict: { kind: "denied", status: 403 } },
  { description: "no model", reply: httpReply(404), verdict: { kind: "misconfigured" } },
  { description: "a redirect", reply: httpReply(302), verdict: { kind: "misconfigured" } },
];

test.each(cases)("$description", ({ reply, verdict }) => {
  expect(judgeReply(reply, ["e-1"], 0)).toMatchObject(verdict);
});

test.each([
  {
    description: "a number of predictions",
    reply: httpReply(200, { predictions: [1, 2] }),
    problem: "2 predictions for 1 instances",
  },
  { description: "a busy model", reply: httpReply(429), problem: "the model answered 429" },
  {
    description: "a refusal, without its words",
    reply: httpReply(400, { error: "e-1 is odd" }),
    problem: "the model answered 400",
  },
  { description: "no prediction", reply: httpReply(200, { predictions: [0.5] }), problem: undefined },
  { description: "no token, which is thrown", reply: httpReply(401), problem: undefined },
])("what the log says of a request: $description", ({ reply, problem }) => {
  expect(problemOf(judgeReply(reply, ["e-1"], 0))).toBe(problem);
});
