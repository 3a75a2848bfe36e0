import type { Construct } from "constructs";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import type { RedisStore } from "../lookup.ts";
import type { StackNetwork } from "../network.ts";
import { Lambda } from "./lambda.ts";

interface LoadProps {
  lookup: RedisStore;
  network: StackNetwork;
  /** Of the uploaded files. */
  bucket: Bucket;
}

/** Uploaded look-up tables → Redis, which nothing outside the network can reach. `npm run lookups` invokes it. */
export function loadFunction(
  scope: Construct,
  context: StackContext,
  { lookup, network, bucket }: LoadProps,
): Lambda<"load"> {
  return new Lambda(scope, "load", context, {
    description: "Loads look-up tables into Redis",
    place: network.functions,
    settings: { ...lookup.settings, LOOKUPS_BUCKET: bucket.name },
    may: [...bucket.read(), lookup.read()],
  });
}
