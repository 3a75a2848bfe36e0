import type { LocalAws } from "../local/aws/contract.ts";
import type { Delivery } from "../local/runtime/firehose/delivery.ts";
import type { Functions } from "../local/runtime/functions.ts";
import { emptyPlan, type MappingDefinition } from "../local/runtime/interpret/plan.ts";
import { type Payload, payloadOf } from "../local/runtime/lambda/payload.ts";
import type { InvocationResult } from "../local/runtime/lambda/types.ts";
import { startTriggers } from "../local/runtime/start-triggers.ts";
import type { RunningMapping } from "../local/runtime/triggers/kinesis/mapping.ts";
import { deliver } from "./archive.ts";
import { wirings } from "./functions.ts";
import { SimulatedLambda } from "./lambda.ts";
import { queueMapping, type StreamConsumer, streamMapping } from "./mappings.ts";
import { deadQueueName, queueName, simulatedRegion, streamNames } from "./names.ts";
import { Restartable } from "./restartable.ts";
import { announceObject, leave } from "./services/left-behind.ts";
import { triggerQueues } from "./services/sqs.ts";
import { SLICES } from "./settings.ts";
import type { SimulatedWorld } from "./world.ts";

const PRODUCE_EVERY_MS = 5_000;
const LONGEST_RESTART_MS = 5_000;

/** The stack that runs: functions, triggers and delivery, all of them the code of the local runtime. */
export class SimulatedStack {
  readonly lambda: SimulatedLambda;
  readonly consumers: readonly StreamConsumer[];
  readonly #world: SimulatedWorld;
  readonly #delivery: Delivery;
  readonly #sources: Record<StreamConsumer, Restartable>;
  readonly #mappings = new Map<string, RunningMapping>();
  readonly #starting = new Set<StreamConsumer>();
  #producing = 0;

  constructor(world: SimulatedWorld) {
    this.#world = world;
    this.lambda = new SimulatedLambda(world, wirings);
    this.consumers = world.scenario.scoring === "inline" ? ["enrich"] : ["enrich", "predict"];
    this.#sources = {
      enrich: new Restartable(world.kinesis.stream(streamNames.raw)),
      predict: new Restartable(world.kinesis.stream(streamNames.enriched)),
    };
    for (const consumer of this.consumers) this.#start(consumer);
    this.#mappings.set("failed", this.#startMapping(queueMapping, world.kinesis.stream(streamNames.raw)));
    this.#delivery = deliver(world, this.lambda.invoke);
    this.#produce();
  }

  /**
   * Stops the poller. After a while a new one continues from the checkpoint, and its first batch also holds what has
   * come meanwhile. Invocations of the old one end as they would.
   */
  restart(consumer: StreamConsumer): void {
    const { time, random } = this.#world;
    if (this.#starting.has(consumer)) return;
    this.#mappings.get(consumer)!.stop();
    this.#starting.add(consumer);
    time.after(random.below(LONGEST_RESTART_MS), () => {
      this.#starting.delete(consumer);
      this.#start(consumer);
    });
  }

  #start(consumer: StreamConsumer): void {
    const definition = streamMapping(consumer, this.#world);
    this.#mappings.set(consumer, this.#startMapping(definition, this.#sources[consumer].view()));
  }

  /** The poller may be replaced after a failed invocation: then its batch is cut differently at the next delivery. */
  #invoke = async (reference: string, payload: Payload): Promise<InvocationResult> => {
    const result = await this.lambda.invoke(reference, payload);
    const consumer = this.consumers.find((name) => reference.endsWith(`-${name}`));
    if (consumer && result.error && this.#world.faults.strikes("restart")) this.restart(consumer);
    return result;
  };

  /** What is not done yet, in words; nothing when everything is. */
  unfinished(): string[] {
    const { ledger, queues } = this.#world;
    const open = [...this.#starting].map((name) => `the poller of ${name} is about to start`);
    if (ledger.awaited.size > 0) open.push(`${ledger.awaited.size} documents were not produced`);
    for (const [name, mapping] of this.#mappings)
      if (!mapping.caughtUp()) open.push(`${name} has records or messages left`);
    if (!this.#delivery.readToEnd()) open.push("the delivery has not read everything");
    if (this.lambda.inFlight > 0) open.push(`${this.lambda.inFlight} invocations are under way`);
    if (this.#redrive() > 0) open.push("messages were in the dead-letter queue");
    if (queues.depth(queueName).visible > 0) open.push("the failed-events queue is not empty");
    return open;
  }

  /** Writes what the delivery holds. */
  flush(): Promise<void> {
    return this.#delivery.flush();
  }

  stop(): void {
    for (const mapping of this.#mappings.values()) mapping.stop();
    this.#delivery.stop();
  }

  /** What an operator does with the dead-letter queue once the cause is mended. */
  #redrive(): number {
    const dead = this.#world.queues.queue(deadQueueName);
    const messages = dead.take(10);
    for (const { body, receiptHandle } of messages) {
      this.#world.queues.send(queueName, body);
      dead.delete(receiptHandle);
    }
    return messages.length;
  }

  #startMapping(definition: MappingDefinition, stream: ReturnType<Restartable["view"]>): RunningMapping {
    const { time, random, queues, faults, ledger } = this.#world;
    const port = triggerQueues(queues, time, faults);
    const sqs = {
      ...port,
      send(name: string, body: string) {
        port.send(name, body);
        ledger.gaveUp(body);
      },
    };
    const s3 = {
      put: async (bucket: string, key: string, body: Uint8Array) => {
        leave(this.#world, bucket, key, body);
        ledger.gaveUp(Buffer.from(body).toString());
        announceObject(this.#world, bucket, key);
      },
    };
    const plan = { ...emptyPlan(), mappings: [definition] };
    const [mapping] = startTriggers(plan, {
      aws: { kinesis: { stream: () => stream }, sqs, s3 } as unknown as LocalAws,
      clock: time,
      random: () => random.next(),
      functions: { find: this.lambda.find, invoke: this.#invoke } as unknown as Functions,
      region: simulatedRegion,
      hurry: false,
      gatheringMs: {},
      draining: () => faults.over,
      log() {},
    });
    return mapping!;
  }

  /** As many invocations at once as there are slices, because of its reserved concurrency. */
  #produce(): void {
    const { time, ledger, faults } = this.#world;
    const tick = () => {
      time.after(PRODUCE_EVERY_MS, tick);
      if (faults.over && ledger.awaited.size === 0) return;
      for (; this.#producing < SLICES; this.#producing += 1)
        void this.lambda.invoke("produce", payloadOf("{}")).then(() => {
          this.#producing -= 1;
        });
    };
    time.after(0, tick);
  }
}
