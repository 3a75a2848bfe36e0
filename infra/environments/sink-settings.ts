import { z } from "zod";

/** Settings of where events go beside the archive and the predictions. None is in force unless it is named. */

/** A domain that the stack creates, inside its network: encrypted, with TLS, and open to no one outside. */
const newDomain = z.strictObject({
  /** Of a data node, such as t3.small.search or r7g.large.search. */
  instanceType: z.string().regex(/\.search$/, "expected an instance type of OpenSearch, as r7g.large.search"),
  /** Data nodes; of two or three, each is in a zone of its own. */
  instances: z.int().min(1).max(80),
  /** GiB of storage of each node. */
  volumeGib: z.int().min(10).max(16_384),
});

/** A domain that is there, whose owner lets the function's role in. */
const existingDomain = z.strictObject({
  arn: z
    .string()
    .regex(/^arn:[\w-]+:es:[\w-]+:\d{12}:domain\/[a-z][a-z0-9-]{2,27}$/, "expected the ARN of a domain"),
  /** `https://` and the domain's endpoint. */
  url: z.string().regex(/^https:\/\/[a-z0-9.-]+\/?$/, "expected https:// and the domain's endpoint"),
  /** Whether it is in the network that the setting `network` names, and not on the internet. */
  inNetwork: z.boolean(),
});

const openSearch = z.strictObject({
  domain: z.union([newDomain, existingDomain]),
  /** Days of which events are indexed, and after which their indices are deleted. */
  keepDays: z.int().min(1).max(3650),
  /** Primary shards of a day's index: one for 10 to 50 GB. */
  shards: z.int().min(1).max(1024),
});

export const sinkSettings = z.strictObject({
  /** A copy of the enriched events in an OpenSearch domain, for people to explore. */
  opensearch: openSearch.optional(),
});

export type NewSearchDomain = z.infer<typeof newDomain>;
export type ExistingSearchDomain = z.infer<typeof existingDomain>;
export type OpenSearchSink = z.infer<typeof openSearch>;
