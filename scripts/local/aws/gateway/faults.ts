import type { AwsFault, AwsFaults } from "../contract.ts";
import { AwsError } from "./aws-error.ts";

/** Decides which calls and entries fail, from the faults that are set and one source of randomness. */
export class FaultPlan implements AwsFaults {
  private faults: { fault: AwsFault; struck: number }[] = [];
  private readonly random: () => number;
  private readonly now: () => number;

  constructor(random: () => number, now: () => number) {
    this.random = random;
    this.now = now;
  }

  set(faults: readonly AwsFault[]): void {
    this.faults = faults.map((fault) => ({ fault, struck: 0 }));
  }

  struck(): number[] {
    return this.faults.map(({ struck }) => struck);
  }

  /** Throws the injected error of a call, or returns the milliseconds by which it is delayed. */
  before(service: string, action: string): number {
    if (this.strikes(service, action, "throttle")) throw throttled(service);
    if (this.strikes(service, action, "error")) throw internal(service);
    return this.strikes(service, action, "delay")?.delayMs ?? 0;
  }

  entryFails(service: string, action: string): boolean {
    return this.strikes(service, action, "partial") !== undefined;
  }

  dropsResponse(service: string, action: string): boolean {
    return this.strikes(service, action, "drop-response") !== undefined;
  }

  private strikes(service: string, action: string, kind: AwsFault["kind"]): AwsFault | undefined {
    for (const entry of this.faults) {
      const { fault } = entry;
      if (fault.kind !== kind || !matches(fault.service, service) || !matches(fault.action, action)) continue;
      if (fault.until !== undefined && this.now() >= fault.until) continue;
      if (fault.times !== undefined && entry.struck >= fault.times) continue;
      if (this.random() >= fault.probability) continue;
      entry.struck++;
      return fault;
    }
    return undefined;
  }
}

const matches = (pattern: string, name: string) => pattern === "*" || pattern === name;

const THROTTLED: Record<string, [code: string, status: number]> = {
  kinesis: ["ProvisionedThroughputExceededException", 400],
  dynamodb: ["ProvisionedThroughputExceededException", 400],
  s3: ["SlowDown", 503],
  sqs: ["RequestThrottled", 400],
  firehose: ["ServiceUnavailableException", 503],
};
const INTERNAL: Record<string, string> = {
  s3: "InternalError",
  dynamodb: "InternalServerError",
  secretsmanager: "InternalServiceError",
};

export function throttled(service: string, message = "Rate exceeded (injected fault)."): AwsError {
  const [code, status] = THROTTLED[service] ?? ["ThrottlingException", 400];
  return new AwsError(code, message, status);
}

function internal(service: string): AwsError {
  return new AwsError(INTERNAL[service] ?? "InternalFailure", "Internal failure (injected fault).", 500);
}
