import type { BroughtServiceName, PrivateService } from "../environments/settings.ts";
import type { PipelineEnvironment } from "../environments.ts";
import { block, resourcesOf, type StackJson } from "./stack.ts";

type Place = Pick<PipelineEnvironment, "network" | "privateServices">;

/** A service that is said to be private, and that no function would reach, or none would call. */
export function checkPrivateServices(stack: StackJson, { network, privateServices }: Place): string[] {
  const services = Object.entries(privateServices) as [BroughtServiceName, PrivateService][];
  return services.flatMap(([name, { ranges, through }]) => {
    const where = `privateServices.${name}`;
    if (!isCalled(stack, name))
      return [
        `${where} is set, and there is no address of ${name}: give ${name.toUpperCase()}_URL, or leave it out.`,
      ];
    if ("vpcId" in network || through !== undefined) return [];
    return ranges
      .filter((range) => !isWithin(range, network.cidr))
      .map(
        (range) =>
          `${where} has the range ${range}, which is not in the network (${network.cidr}): say by through what leads there.`,
      );
  });
}

const urls: Record<BroughtServiceName, string> = { model: "MODEL_URL", elasticsearch: "ELASTICSEARCH_URL" };

/** The stack's own model has an address that is a reference to it, where one that is brought is a variable. */
const isCalled = (stack: StackJson, name: BroughtServiceName): boolean =>
  resourcesOf(stack, "aws_lambda_function").some(({ body }) => {
    const url = block(body, "environment", "variables")?.[urls[name]];
    return String(url ?? "").startsWith("${var.");
  });

function isWithin(range: string, network: string): boolean {
  const [inner, outer] = [parsed(range), parsed(network)];
  return (
    inner.bits >= outer.bits && inner.address >>> (32 - outer.bits) === outer.address >>> (32 - outer.bits)
  );
}

function parsed(range: string): { address: number; bits: number } {
  const [address = "", bits] = range.split("/");
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { address: number, bits: Number(bits) };
}
