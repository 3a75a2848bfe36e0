import { LRUCache } from "lru-cache";

/**
 * The workgroup that each execution runs in, by its id. Calls that look at an execution name it alone, and IAM decides on
 * its workgroup.
 */
export const executionWorkgroups = new LRUCache<string, string>({ max: 10_000 });
