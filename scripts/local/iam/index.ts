import { UserError } from "../../user-error.ts";
import type { AwsAccount } from "./../aws/arn.ts";
import type { Authorize } from "../aws/contract.ts";
import { functionOf } from "../runtime/lambda/identity.ts";
import { Authority } from "./authority.ts";
import { checkCalls } from "./calls.ts";
import type { Caller } from "./context.ts";
import { type DeclaredStack, declared } from "./declared.ts";
import { gatherKeys } from "./encryption.ts";
import { gatherPolicies } from "./policies.ts";
import { workOfServices } from "./services.ts";
import { loadSimulator, type Simulator } from "./simulator.ts";

export interface IamFigures {
  /** Checks made: one for each resource of a function's call, and one for each thing that a service does. */
  checked: number;
  denied: number;
}

export interface Enforcement {
  /** For the gateway. Refuses functions until `enforce`. */
  authorize: Authorize;
  /**
   * Reads the stack's policies, and checks at once what AWS services do by its roles. Throws a `UserError` that names
   * whatever they may not do: on AWS the stack would not deploy, or stand still.
   */
  enforce(stack: DeclaredStack): void;
  figures(): IamFigures;
  /** What was asked for and allowed so far, by role: what a role may do beyond it, nothing has needed yet. */
  used(): ReadonlyMap<string, ReadonlySet<string>>;
}

export interface EnforcementOptions {
  place: AwsAccount;
  /** Told once of each different refusal. */
  refused(text: string): void;
}

/** IAM for a local run. Throws a `UserError` when the simulator is not installed. */
export async function loadEnforcement(options: EnforcementOptions): Promise<Enforcement> {
  return enforcement(await loadSimulator(), options);
}

export function enforcement(simulator: Simulator, { place, refused }: EnforcementOptions): Enforcement {
  const figures: IamFigures = { checked: 0, denied: 0 };
  let authority: Authority | undefined;
  let check: Authorize = ({ accessKeyId }) =>
    functionOf(accessKeyId) && "The policies of the stack are not read yet.";

  return {
    authorize: (call) => check(call),
    figures: () => ({ ...figures }),
    used: () => authority?.used ?? new Map(),
    enforce(stack) {
      const policies = gatherPolicies(stack, simulator, place.accountId);
      const encryption = gatherKeys(stack);
      const decides = new Authority({ simulator, policies, encryption, place });
      authority = decides;
      const callers = callersIn(stack);
      check = checkCalls({
        authority: decides,
        callerOf: (name) => callers.get(name),
        checked: () => {
          figures.checked += 1;
        },
        denied(refusal, isNew) {
          figures.denied += 1;
          if (isNew) refused(refusal);
        },
      });
      const work = workOfServices(stack, encryption, place);
      figures.checked += work.length;
      const refusals = work.map((access) => decides.refusal(access)).filter((each) => each !== undefined);
      figures.denied += refusals.length;
      if (refusals.length > 0) throw new UserError(explain(refusals));
    },
  };
}

const explain = (refusals: readonly string[]): string =>
  `AWS could not do its part by the policies of the stack:\n${[...new Set(refusals)].map((each) => `  ${each}`).join("\n")}`;

/** Functions by name, as the callers that their code is. */
const callersIn = (stack: DeclaredStack): Map<string, Caller> =>
  new Map(
    declared(stack, "aws_lambda_function").map((lambda) => {
      const session = lambda.needText("function_name");
      const functionArn = lambda.needText("arn");
      return [session, { kind: "role", roleArn: lambda.needText("role"), session, functionArn }];
    }),
  );
