import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  PutRecordsCommand,
  type PutRecordsCommandInput,
} from "@aws-sdk/client-kinesis";
import type { ServiceCall } from "../../local/aws/contract.ts";
import type { JsonText } from "../../local/aws/gateway/message.ts";
import { putRecords } from "../../local/aws/kinesis/put.ts";
import { getRecords, getShardIterator } from "../../local/aws/kinesis/read.ts";
import type { Kinesis } from "../../local/aws/kinesis/streams.ts";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";

interface SendOptions {
  abortSignal?: AbortSignal;
}

/** A Kinesis client of one environment: the emulator's own actions behind the simulated network. */
export function kinesisClientOf(kinesis: Kinesis, network: SimulatedNetwork, host: Host): KinesisClient {
  const send = (command: unknown, options: SendOptions = {}) =>
    network.call(host, "kinesis", options.abortSignal !== undefined, () => answer(command));

  function answer(command: unknown): unknown {
    if (command instanceof PutRecordsCommand) return put(command.input);
    if (command instanceof GetShardIteratorCommand) return getShardIterator(kinesis, callOf(command.input));
    if (command instanceof GetRecordsCommand) return records(getRecords(kinesis, callOf(command.input)));
    throw new Error("The simulated Kinesis was asked for something that no function asks for.");
  }

  function put({ StreamName, Records = [] }: PutRecordsCommandInput) {
    const entries = Records.map(({ PartitionKey, Data }) => ({
      PartitionKey,
      Data: Buffer.from(Data!.buffer, Data!.byteOffset, Data!.byteLength).toString("base64"),
    }));
    const call = callOf({ StreamName, Records: entries }, () => network.faults.strikes("partial"));
    const given = putRecords(kinesis, call);
    // The count is the part of the response that must not be relied on.
    return network.random.chance(0.5) ? { ...given, FailedRecordCount: 0 } : given;
  }

  return { send } as unknown as KinesisClient;
}

/** A call as it reaches an emulator's action. */
export const callOf = (input: object, entryFails: () => boolean = () => false): ServiceCall => ({
  service: "",
  action: "",
  accessKeyId: "",
  input: input as Record<string, unknown>,
  entryFails,
});

interface WireRecord {
  SequenceNumber: string;
  ApproximateArrivalTimestamp: number;
  Data: string;
  PartitionKey: string;
}

/** The response as the SDK returns it: bytes and dates. */
function records(answer: JsonText): unknown {
  const { Records, ...rest } = JSON.parse(String(answer.text)) as { Records: WireRecord[] };
  return {
    ...rest,
    Records: Records.map((record) => ({
      ...record,
      ApproximateArrivalTimestamp: new Date(Math.round(record.ApproximateArrivalTimestamp * 1000)),
      Data: Buffer.from(record.Data, "base64"),
    })),
  };
}
