import type { Random } from "../../functions/generate/random.ts";
import type { FaultDice } from "./faults.ts";
import type { Host } from "./host.ts";

const THROTTLED = {
  kinesis: { name: "ProvisionedThroughputExceededException", status: 400 },
  dynamodb: { name: "ProvisionedThroughputExceededException", status: 400 },
  sqs: { name: "ThrottlingException", status: 400 },
  s3: { name: "SlowDown", status: 503 },
} as const;

export type AwsService = keyof typeof THROTTLED;

/** How long the clients wait for a response, ms (`shared/aws/clients.ts`). */
const REQUEST_TIMEOUT = { kinesis: 5_000, dynamodb: 3_000, sqs: 5_000, s3: 15_000 } as const;

/** The network between an execution environment and a service. */
export class SimulatedNetwork {
  readonly random: Random;
  readonly faults: FaultDice;

  constructor(random: Random, faults: FaultDice) {
    this.random = random;
    this.faults = faults;
  }

  /**
   * One request. `commit` is its effect, at one instant. `untilDeadline` says whether the caller ends the request at
   * its deadline, as the sinks do by their signal.
   */
  async call<Answer>(
    host: Host,
    service: AwsService,
    untilDeadline: boolean,
    commit: () => Answer,
  ): Promise<Answer> {
    const { faults, random } = this;
    await host.sleep(random.between(1, 6));
    await this.#mayDie(host);
    if (faults.strikes("throttle")) throw throttled(service);
    if (faults.strikes("timeout")) return this.#silence(host, service, untilDeadline);
    const answer = commit();
    await this.#mayDie(host);
    if (faults.strikes("lost-answer")) return this.#silence(host, service, untilDeadline);
    await host.sleep(faults.strikes("slow") ? random.between(300, 2_500) : random.between(1, 6));
    return answer;
  }

  /** A point between two effects, where the environment may die. */
  async #mayDie(host: Host): Promise<void> {
    if (this.faults.strikes("crash")) await host.die();
  }

  async #silence(host: Host, service: AwsService, untilDeadline: boolean): Promise<never> {
    const left = untilDeadline ? Math.max(0, host.deadline - host.now()) : Number.POSITIVE_INFINITY;
    await host.sleep(Math.min(REQUEST_TIMEOUT[service], left));
    throw Object.assign(new Error("the connection timed out"), { name: "TimeoutError" });
  }
}

function throttled(service: AwsService): Error {
  const { name, status } = THROTTLED[service];
  return Object.assign(new Error("Rate exceeded"), { name, $metadata: { httpStatusCode: status } });
}
