import { checkCache } from "./checks/cache.ts";
import { checkDelivery } from "./checks/delivery.ts";
import { checkDescriptions } from "./checks/descriptions.ts";
import { checkLostColumns } from "./checks/lost-columns.ts";
import { checkNames } from "./checks/names.ts";
import { checkNotifications } from "./checks/notifications.ts";
import { checkPolicies } from "./checks/policies.ts";
import { checkPrivateServices } from "./checks/private-services.ts";
import { checkQueueTriggers } from "./checks/queue-triggers.ts";
import { checkReach } from "./checks/reach.ts";
import { checkSettings } from "./checks/settings.ts";
import type { StackJson } from "./checks/stack.ts";
import { checkStreamTriggers } from "./checks/stream-triggers.ts";
import { checkStreams } from "./checks/streams.ts";
import { checkTransform } from "./checks/transform.ts";
import { checkViews } from "./checks/views.ts";
import type { PipelineEnvironment } from "./environments.ts";

/**
 * Checks for mistakes that neither `terraform validate` nor `plan` finds: AWS would refuse them half-way through an
 * apply, or accept them and lose events. Returns one sentence for each problem; a stack with a problem is not
 * synthesised.
 */
export function check(
  stack: StackJson,
  environment: Pick<PipelineEnvironment, "kplAggregates" | "network" | "privateServices">,
): string[] {
  return [
    ...checkStreams(stack),
    ...checkStreamTriggers(stack, environment),
    ...checkQueueTriggers(stack),
    ...checkDelivery(stack),
    ...checkLostColumns(stack),
    ...checkTransform(stack),
    ...checkCache(stack),
    ...checkNames(stack),
    ...checkDescriptions(stack),
    ...checkNotifications(stack),
    ...checkReach(stack),
    ...checkPrivateServices(stack, environment),
    ...checkSettings(stack),
    ...checkViews(stack),
    ...checkPolicies(stack),
  ];
}
