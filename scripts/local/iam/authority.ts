import type { AwsAccount } from "./../aws/arn.ts";
import { type Caller, type ConditionKeys, contextOf, keyContext, principalOf } from "./context.ts";
import type { Encryption } from "./encryption.ts";
import type { Policies } from "./policies.ts";
import type { PolicyVerdict, Simulator } from "./simulator.ts";

export interface Access {
  caller: Caller;
  /** With its prefix: `sqs:SendMessage`. */
  action: string;
  /** ARN; undefined where the call names no resource. */
  resource: string | undefined;
  /** Condition keys beyond those that every call of the caller carries. */
  context?: ConditionKeys;
}

export interface AuthorityOptions {
  simulator: Simulator;
  policies: Policies;
  encryption: Encryption;
  place: AwsAccount;
}

/** Decides as IAM and KMS would: the call itself, then what it makes the service do with the resource's key. */
export class Authority {
  readonly #options: AuthorityOptions;
  readonly #used = new Map<string, Set<string>>();

  constructor(options: AuthorityOptions) {
    this.#options = options;
  }

  /** Actions that were asked for and allowed, by role. */
  get used(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#used;
  }

  /** The refusal in AWS's words; undefined when everything that the call takes is allowed. */
  refusal(access: Access): string | undefined {
    return this.#refused(access) ?? this.#refusedKey(access);
  }

  #refusedKey({ caller, action, resource, context }: Access): string | undefined {
    if (resource === undefined) return undefined;
    const { encryption, place } = this.#options;
    const use = encryption.impliedBy(action, resource);
    if (use === undefined) return undefined;
    for (const keyAction of use.actions) {
      const refusal = this.#refused({
        caller: withoutFunction(caller),
        action: keyAction,
        resource: use.key,
        context: { ...context, ...keyContext(resource, place) },
      });
      if (refusal !== undefined)
        return `${refusal} (the key of ${resource}, which ${action} has the service use)`;
    }
    return undefined;
  }

  #refused(access: Access): string | undefined {
    const verdict = this.#verdict(access);
    const { caller, action, resource = "*" } = access;
    if (verdict === "Allowed") {
      if (caller.kind === "role") this.#note(caller.roleArn, action);
      return undefined;
    }
    const user = principalOf(caller, this.#options.place);
    const call = `User: ${user} is not authorized to perform: ${action} on resource: ${resource}`;
    if (verdict === "ExplicitlyDenied") return `${call} with an explicit deny in ${this.#denier(access)}`;
    const kind = caller.kind === "service" ? "resource-based" : "identity-based";
    return `${call} because no ${kind} policy allows the ${action} action`;
  }

  #note(roleArn: string, action: string): void {
    const actions = this.#used.get(roleArn) ?? new Set();
    this.#used.set(roleArn, actions.add(action));
  }

  #denier(access: Access): string {
    return this.#verdict(access, { withResourcePolicy: false }) === "ExplicitlyDenied"
      ? "an identity-based policy"
      : "a resource-based policy";
  }

  #verdict(
    { caller, action, resource, context }: Access,
    { withResourcePolicy } = { withResourcePolicy: true },
  ): PolicyVerdict {
    const { simulator, policies, place } = this.#options;
    const roleArn = caller.kind === "role" ? caller.roleArn : undefined;
    const documents = policies.for(roleArn, withResourcePolicy ? resource : undefined);
    const request = {
      principal: principalOf(caller, place),
      action,
      resource,
      accountId: place.accountId,
      context: { ...contextOf(caller, place), ...context },
    };
    return simulator.evaluate(request, documents);
  }
}

const withoutFunction = (caller: Caller): Caller =>
  caller.kind === "role" ? { kind: "role", roleArn: caller.roleArn, session: caller.session } : caller;
