import type { DeliveryState } from "../../shared/aws/delivery.ts";
import { isMissing, isTransient } from "../../shared/aws/errors.ts";
import { UserError } from "../user-error.ts";

/** What the examination reaches of a stack. Each throws what the service says. */
export interface DoctorPorts {
  /** Puts the marked event on the raw stream. */
  send(): Promise<void>;
  /** Whether it has come to the enriched stream since the last call. */
  enriched(): Promise<boolean>;
  /** Whether its prediction is stored. */
  predicted(): Promise<boolean>;
  /** Whether a query over the archive sees it. */
  archived(): Promise<boolean>;
  /** Stage, reason and first message of its failed event; undefined where there is none. */
  failed(): Promise<string | undefined>;
  /** Messages that wait to be written as failed events, and those that could not be. */
  failures(): Promise<{ waiting: number; dead: number }>;
  /** What the function that works for a stage said last of what went wrong, since it was sent; undefined for nothing. */
  complaint(stage: "enriched" | "predicted" | "archived"): Promise<string | undefined>;
  /** How Firehose stands, and what it could not do of late. */
  delivery(): Promise<DeliveryState & { error?: string }>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export type DoctorStage = "raw" | "enriched" | "predicted" | "archived";
type WorkedOn = Exclude<DoctorStage, "raw">;

export interface Finding {
  stage: DoctorStage | "failed" | "letters";
  state: "there" | "missing" | "pending" | "unknown";
  /** Ms after it was sent, as far as it is there. */
  afterMs?: number;
  /** What is the matter. */
  says?: string;
  /** How long what is pending may wait for its file, s. */
  bufferSeconds?: number;
  /** What the function said that works for the stage. */
  complaint?: string;
}

const LOOK_MS = 1_000;
/** Kept of the time for the queries at the end. */
const QUERIES_MS = 15_000;

/**
 * Sends one event through a stack and finds out, within the given time, how far it has come. What is asked of a service
 * and refused is a finding, too: the right is missing, or the thing is.
 */
export async function examineStack(ports: DoctorPorts, timeMs: number): Promise<Finding[]> {
  const start = ports.now();
  const sent = await found("raw", async () => {
    await ports.send();
    return true;
  });
  if (sent.state !== "there") return [sent];
  const findings = new Map<DoctorStage, Finding>();
  const until = start + timeMs - QUERIES_MS;
  // One after the other: what has not been enriched has no prediction.
  for (const stage of ["enriched", "predicted"] as const) {
    const finding = await awaited(stage, ports[stage]);
    findings.set(stage, finding);
    if (finding.state !== "there") break;
  }
  const isEnriched = findings.get("enriched")?.state === "there";
  const archived: Finding = isEnriched
    ? await delivered(await found("archived", ports.archived))
    : { stage: "archived", state: "missing", says: "there is nothing to archive yet" };
  const reached = [...findings.values()].every(({ state }) => state === "there") && findings.size === 2;
  const { waiting, dead } = await waitingFailures();
  return [sent, ...findings.values(), archived, ...(reached ? [] : await failure(waiting)), ...letters(dead)];

  async function awaited(stage: "enriched" | "predicted", look: () => Promise<boolean>): Promise<Finding> {
    for (;;) {
      const finding = await found(stage, look);
      if (finding.state !== "missing") return finding;
      if (ports.now() >= until) return withComplaint(finding);
      await ports.sleep(LOOK_MS);
    }
  }

  async function found(stage: DoctorStage, look: () => Promise<boolean>): Promise<Finding> {
    try {
      if (await look()) return { stage, state: "there", afterMs: ports.now() - start };
      return { stage, state: "missing" };
    } catch (error) {
      // What is throttled, or out of reach for a moment, is asked again, as what is not there yet.
      return { stage, state: isTransient(error) ? "missing" : "unknown", says: sentenceOf(error) };
    }
  }

  /** With what was said by the function that should have brought it there. */
  async function withComplaint(finding: Finding): Promise<Finding> {
    if (finding.state === "there" || finding.state === "unknown") return finding;
    try {
      const complaint = await ports.complaint(finding.stage as WorkedOn);
      return complaint === undefined ? finding : { ...finding, complaint };
    } catch (error) {
      return { ...finding, complaint: `its log could not be read (${sentenceOf(error)})` };
    }
  }

  /** Firehose closes a file after its buffer time only, so that an event which is not there yet may be no fault. */
  async function delivered(finding: Finding): Promise<Finding> {
    if (finding.state !== "missing") return finding;
    const pending = await withComplaint({ ...finding, state: "pending" });
    if (pending.complaint !== undefined) return pending;
    try {
      const { status, failure, error, bufferSeconds } = await ports.delivery();
      if (status !== "ACTIVE")
        return {
          ...finding,
          says: [`Firehose's delivery stream is ${status}`, failure].filter(Boolean).join(": "),
        };
      if (error !== undefined) return { ...finding, says: `Firehose says: ${error}` };
      return { ...pending, ...(bufferSeconds !== undefined && { bufferSeconds }) };
    } catch (error) {
      // There is none of that name, or whoever asks may not look at it: the one is a fault, the other none.
      return isMissing(error) ? { ...finding, says: sentenceOf(error) } : pending;
    }
  }

  async function waitingFailures(): Promise<{ waiting: number; dead: number }> {
    try {
      return await ports.failures();
    } catch {
      // Whoever may not look into the queue sees by the rows what failed.
      return { waiting: 0, dead: 0 };
    }
  }

  async function failure(waiting: number): Promise<Finding[]> {
    try {
      const failed = await ports.failed();
      if (failed !== undefined) return [{ stage: "failed", state: "there", says: failed }];
      return waiting === 0
        ? [{ stage: "failed", state: "missing" }]
        : [
            {
              stage: "failed",
              state: "pending",
              says: `${waiting} messages wait to be written as failed events`,
            },
          ];
    } catch (error) {
      return [{ stage: "failed", state: "unknown", says: sentenceOf(error) }];
    }
  }
}

/** Failed events of whoever it was, which nobody writes any more. */
const letters = (dead: number): Finding[] =>
  dead === 0
    ? []
    : [
        {
          stage: "letters",
          state: "there",
          says: `${dead} messages with failed events could not be written`,
        },
      ];

const sentenceOf = (error: unknown): string => {
  const { name, message } = error as Error;
  const [sentence] = message.split("\n");
  return error instanceof UserError ? sentence! : `${name}: ${sentence}`;
};
