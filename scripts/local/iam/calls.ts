import { LRUCache } from "lru-cache";
import type { Authorize } from "../aws/contract.ts";
import { functionOf } from "../runtime/lambda/identity.ts";
import type { Authority } from "./authority.ts";
import type { Caller } from "./context.ts";

/** Decisions kept: a function makes the same few calls all the time, but each object has a resource of its own. */
const REMEMBERED = 10_000;
const ALLOWED = "";

export interface CallPorts {
  authority: Authority;
  /** The role behind a function's name; undefined for a function that the stack does not declare. */
  callerOf(functionName: string): Caller | undefined;
  checked(): void;
  /** `isNew` is false for a refusal that was met before. */
  denied(refusal: string, isNew: boolean): void;
}

/** Checks what functions call over HTTP. Everyone else is the person at the keyboard, who may do anything. */
export function checkCalls({ authority, callerOf, checked, denied }: CallPorts): Authorize {
  const decisions = new LRUCache<string, string>({ max: REMEMBERED });

  function decide(functionName: string, action: string, resource: string | undefined): string {
    const caller = callerOf(functionName);
    if (caller === undefined) return `The stack declares no function ${functionName}.`;
    return authority.refusal({ caller, action, resource }) ?? ALLOWED;
  }

  return ({ service, action, resourceArn, accessKeyId }) => {
    const functionName = functionOf(accessKeyId);
    if (functionName === undefined) return undefined;
    checked();
    const key = `${functionName} ${service}:${action} ${resourceArn}`;
    const known = decisions.get(key);
    const decision = known ?? decide(functionName, `${service}:${action}`, resourceArn);
    if (known === undefined) decisions.set(key, decision);
    if (decision === ALLOWED) return undefined;
    denied(decision, known === undefined);
    return decision;
  };
}
