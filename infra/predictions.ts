import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { allowStatement, type Statement } from "./policy.ts";
import { scaleTable } from "./table-scaling.ts";

/** The predictions: one item a scored event, by user and time. */
export class PredictionTable extends Construct {
  readonly tableName: string;
  private readonly arn: string;

  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id);
    const { predictionCapacity: capacity, predictionRecovery } = context.environment;
    const table = new DynamodbTable(this, "table", {
      ...safeTable(context, "predictions"),
      pointInTimeRecovery: { enabled: predictionRecovery },
      ...(capacity && {
        billingMode: "PROVISIONED",
        writeCapacity: capacity.writes.least,
        readCapacity: capacity.reads.least,
        // From the first deployment on, auto-scaling sets them.
        lifecycle: { ignoreChanges: ["write_capacity", "read_capacity"] },
      }),
      hashKey: "pk",
      rangeKey: "sk",
      attribute: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      ttl: { attributeName: "expires_at", enabled: true },
    });
    if (capacity) scaleTable(this, table.name, capacity);
    this.tableName = table.name;
    this.arn = table.arn;
  }

  write(): Statement {
    return allowStatement(["dynamodb:BatchWriteItem"], [this.arn]);
  }
}

/** How far `produce` has read each source. */
export class Cursors extends Construct {
  readonly tableName: string;
  private readonly arn: string;

  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id);
    const table = new DynamodbTable(this, "table", {
      ...safeTable(context, "cursors"),
      pointInTimeRecovery: { enabled: true },
      hashKey: "source",
      attribute: [{ name: "source", type: "S" }],
    });
    this.tableName = table.name;
    this.arn = table.arn;
  }

  readAndMove(): Statement {
    return allowStatement(["dynamodb:GetItem", "dynamodb:PutItem"], [this.arn]);
  }
}

function safeTable({ name, environment, key }: StackContext, purpose: string) {
  return {
    name: `${name}-${purpose}`,
    billingMode: "PAY_PER_REQUEST",
    serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
    deletionProtectionEnabled: environment.retainData,
  };
}
