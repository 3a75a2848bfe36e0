import { RULE_TARGETS } from "../limits.ts";

/** Names of the rules of EventBridge that invoke a function so many times at once; the first is the function's own. */
export const ruleNames = (functionName: string, atOnce: number): string[] =>
  Array.from({ length: Math.ceil(atOnce / RULE_TARGETS) }, (_, at) =>
    at === 0 ? functionName : `${functionName}-${at + 1}`,
  );
