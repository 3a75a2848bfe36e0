import type { ServiceCall } from "../contract.ts";
import { actions, jsonService, type Service } from "../gateway/gateway.ts";
import { batchWriteItem } from "./batch-write.ts";
import type { DynamoDb } from "./database.ts";
import { describeTable, describeTimeToLive, listTables } from "./describe.ts";
import { deleteItem, getItem, putItem } from "./item.ts";
import { query, scan } from "./pages.ts";

/**
 * DynamoDB over HTTP: what the functions ask for, and what reads a table. Tables are those that the stack declares; every
 * read is consistent. An operation, a parameter or an expression beyond that is refused by its name.
 */
export function dynamoService(database: DynamoDb): Service {
  const on = <Output>(action: (database: DynamoDb, call: ServiceCall) => Output) => {
    return (call: ServiceCall) => action(database, call);
  };
  return jsonService(
    actions({
      DescribeTable: on(describeTable),
      DescribeTimeToLive: on(describeTimeToLive),
      ListTables: on(listTables),
      PutItem: on(putItem),
      GetItem: on(getItem),
      DeleteItem: on(deleteItem),
      BatchWriteItem: on(batchWriteItem),
      Query: on(query),
      Scan: on(scan),
    }),
  );
}
