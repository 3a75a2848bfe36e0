import type { ITerraformDependable } from "cdktf";
import type { PipelineEnvironment } from "./environments.ts";
import type { EncryptionKey } from "./key.ts";
import type { Partition } from "./partition.ts";

/** What every part of a stack needs to know of that stack: its name, account, region, key and environment. */
export interface StackContext {
  /** Name of the stack and prefix of what is in it, for example `clickstream-dev`. */
  name: string;
  environment: PipelineEnvironment;
  account: string;
  region: string;
  partition: Partition;
  /** Where the buckets' requests are recorded, when they are, and what must stand before a bucket is told so. */
  accessLogs?: { bucketName: string; ready: ITerraformDependable };
  /** The one key that encrypts the stack's data. */
  key: EncryptionKey;
  /** Directory of the functions' zips, made by `npm run build`. */
  bundles: string;
}
