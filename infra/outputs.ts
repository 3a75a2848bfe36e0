import type { TerraformStack } from "cdktf";
import { TerraformOutput } from "cdktf";

/** What scripts need to find a deployed stack. The names are a contract: they do not carry construct paths. */
export function outputs(stack: TerraformStack, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    // `cdktf deploy --outputs-file` writes them under this id, terraform under the other.
    const output = new TerraformOutput(stack, name, { value });
    output.overrideLogicalId(name);
  }
}
