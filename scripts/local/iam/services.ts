import type { AwsAccount } from "./../aws/arn.ts";
import type { Access } from "./authority.ts";

import type { DeclaredStack } from "./declared.ts";
import type { Encryption } from "./encryption.ts";
import { ofDeliveries } from "./services/deliveries.ts";
import { ofFunctions } from "./services/functions.ts";
import { ofLogKeys } from "./services/keys.ts";
import { ofNotices } from "./services/notices.ts";
import { ofSchedules } from "./services/schedules.ts";
import { ofTriggers } from "./services/triggers.ts";

/**
 * What AWS services do by the stack's roles and policies while no function calls anything: read streams for a trigger,
 * write logs, deliver, invoke. Here it happens in process, where no call passes the gateway.
 */
export function workOfServices(stack: DeclaredStack, encryption: Encryption, place: AwsAccount): Access[] {
  return [
    ...ofFunctions(stack, encryption, place),
    ...ofTriggers(stack),
    ...ofDeliveries(stack, place),
    ...ofSchedules(stack, place),
    ...ofLogKeys(stack, encryption, place),
    ...ofNotices(stack, place),
  ];
}
