import type { ServiceCall } from "../contract.ts";
import { actions, jsonService, type Service } from "../gateway/gateway.ts";
import { batchGetItem } from "./batch-get.ts";
import { batchWriteItem } from "./batch-write.ts";
import type { DynamoDb } from "./database.ts";
import {
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  listTables,
  updateTimeToLive,
} from "./manage.ts";
import { getItem, query, scan } from "./read.ts";
import { deleteItem, putItem, updateItem } from "./write.ts";

/** DynamoDB over HTTP. Tables are ACTIVE at once and every read is consistent. */
export function dynamoService(database: DynamoDb): Service {
  const on = <Output>(action: (database: DynamoDb, call: ServiceCall) => Output) => {
    return (call: ServiceCall) => action(database, call);
  };
  return jsonService(
    actions({
      CreateTable: on(createTable),
      DeleteTable: on(deleteTable),
      DescribeTable: on(describeTable),
      ListTables: on(listTables),
      UpdateTimeToLive: on(updateTimeToLive),
      DescribeTimeToLive: on(describeTimeToLive),
      PutItem: on(putItem),
      GetItem: on(getItem),
      DeleteItem: on(deleteItem),
      UpdateItem: on(updateItem),
      BatchWriteItem: on(batchWriteItem),
      BatchGetItem: on(batchGetItem),
      Query: on(query),
      Scan: on(scan),
    }),
  );
}
