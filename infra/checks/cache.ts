import { resourcesOf, type StackCheck } from "./stack.ts";

/** ElastiCache replication groups. */
export const checkCache: StackCheck = (stack) =>
  resourcesOf(stack, "aws_elasticache_replication_group").flatMap(({ address, body }) => {
    const problems: string[] = [];
    if (body.transit_encryption_enabled !== true)
      problems.push(
        body.auth_token
          ? "sets a password without TLS: ElastiCache refuses it, and it would travel in clear."
          : "speaks without TLS: sessions and addresses would travel in clear.",
      );
    if (!body.auth_token && !body.user_group_ids) problems.push("takes connections without a password.");
    if (body.auth_token && body.auth_token_update_strategy !== "SET")
      problems.push(
        "must set auth_token_update_strategy to SET: ROTATE goes on taking connections without a password.",
      );
    if (String(body.at_rest_encryption_enabled) !== "true") problems.push("does not encrypt what it stores.");
    return problems.map((problem) => `${address} ${problem}`);
  });
