import type { StackTerraform } from "../build/terraform.ts";
import { UserError } from "../user-error.ts";
import type { KnownState } from "./known-state.ts";

/** Where a stack is. */
interface Place {
  account: string;
  region: string;
}

/** What every stack asks for first (`infra/pipeline.ts`); the id of each is the account or the region itself. */
const ASKED = {
  account: "data.aws_caller_identity.current",
  region: "data.aws_region.current",
} as const satisfies Record<keyof Place, string>;

/**
 * Throws a `UserError` where the credentials lead to another account or region than the one that the state is of. Terraform
 * would find nothing of the stack there: it would make all of it a second time, or take all of it for destroyed.
 */
export async function checkPlace(
  terraform: StackTerraform,
  stack: string,
  { managed, ids }: KnownState,
  args: readonly string[],
): Promise<void> {
  const was = placeOf(ids);
  if (managed === 0 || was === undefined) return;
  const targets = Object.values(ASKED).map((address) => `-target=${address}`);
  const said = await terraform.tried("plan", "-json", "-input=false", "-lock=false", ...targets, ...args);
  // What is wrong shows in the plan that follows.
  const is = said === undefined ? undefined : placeOf(idsRead(said));
  if (is === undefined || (is.account === was.account && is.region === was.region)) return;
  throw new UserError(
    `Terraform's state of ${stack} is of ${named(was)}, and these credentials lead to ${named(is)}: nothing was changed. ` +
      "Set AWS_PROFILE and AWS_REGION as they were when it was deployed. A stack elsewhere is an environment of another name, " +
      "or has its state in another bucket (STATE_BUCKET).",
  );
}

const named = ({ account, region }: Place): string => `account ${account}, ${region}`;

function placeOf(ids: ReadonlyMap<string, string>): Place | undefined {
  const [account, region] = [ids.get(ASKED.account), ids.get(ASKED.region)];
  return account === undefined || region === undefined ? undefined : { account, region };
}

/** Ids of what a plan read, by address, from its messages (a JSON object a line). */
function idsRead(messages: string): Map<string, string> {
  const ids = new Map<string, string>();
  for (const line of messages.split("\n")) {
    if (!line.includes('"apply_complete"')) continue;
    const { hook } = JSON.parse(line) as { hook: { resource: { addr: string }; id_value: string } };
    ids.set(hook.resource.addr, hook.id_value);
  }
  return ids;
}
