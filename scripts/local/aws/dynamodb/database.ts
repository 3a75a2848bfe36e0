import { type AwsAccount, arnOf } from "../arn.ts";
import type { DynamoTableDefinition, DynamoTables, Taps } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { noTable, validationError } from "./errors.ts";
import { ItemStore } from "./item-store.ts";
import { ItemTable } from "./table.ts";

/** All tables of the local account. */
export class DynamoDb implements DynamoTables {
  readonly taps: Taps;
  private readonly place: AwsAccount;
  private readonly now: () => number;
  private readonly store: ItemStore;
  private readonly byName = new Map<string, ItemTable>();

  /** @param file where the items are until `close`, in place of what is there; undefined: in memory */
  constructor(place: AwsAccount, now: () => number, taps: Taps, file?: string) {
    this.place = place;
    this.now = now;
    this.taps = taps;
    this.store = new ItemStore(file, taps.onStorageFault);
  }

  get tables(): ItemTable[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  createTable(definition: DynamoTableDefinition): ItemTable {
    const { name } = definition;
    if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
      throw validationError(
        "TableName must be at least 3 characters long and at most 255 characters long, of a-z, A-Z, 0-9, _, - and .",
      );
    }
    if (this.byName.has(name)) throw new AwsError("ResourceInUseException", `Table already exists: ${name}`);
    const arn = arnOf("dynamodb", this.place, `table/${name}`);
    const table = new ItemTable(definition, arn, this.now(), this.store.items(), this.now);
    this.byName.set(name, table);
    return table;
  }

  /** By name or ARN. */
  table(nameOrArn: string): ItemTable {
    const table = this.byName.get(nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1));
    if (table === undefined) throw noTable();
    return table;
  }

  close(): void {
    this.store.close();
  }
}
