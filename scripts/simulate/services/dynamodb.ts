import { BatchWriteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { batchWriteItem } from "../../local/aws/dynamodb/batch-write.ts";
import type { DynamoDb } from "../../local/aws/dynamodb/database.ts";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";
import { callOf } from "./kinesis.ts";

/** A DynamoDB client of one environment. Our items hold texts, numbers and maps, which are the same on the wire. */
export function dynamoClientOf(database: DynamoDb, network: SimulatedNetwork, host: Host): DynamoDBClient {
  const send = (command: unknown, options: { abortSignal?: AbortSignal } = {}) =>
    network.call(host, "dynamodb", options.abortSignal !== undefined, () => {
      if (command instanceof BatchWriteItemCommand)
        return batchWriteItem(
          database,
          callOf(command.input, () => network.faults.strikes("partial")),
        );
      throw new Error("The simulated DynamoDB was asked for something that no function asks for.");
    });
  return { send } as unknown as DynamoDBClient;
}
