import { long, text } from "../../event/fields.ts";
import { customLookUpStep } from "../../steps/custom-step.ts";
import { rangeTable } from "../../steps/table.ts";

/** Who announces a network: `npm run lookups -- --table autonomous_systems FILE`. GeoLite2 ASN blocks have these columns. */
const autonomousSystems = rangeTable("autonomous_systems", {
  description: "number and organization of the autonomous system of an address",
  values: {
    autonomous_system_number: long("Number of the autonomous system"),
    autonomous_system_organization: text("Who runs it", 256),
  },
});

/** Which network the address is in: a household's, a company's or a data center's. */
export const asNumber = customLookUpStep("as_number", {
  fields: {
    as_number: long("Number of the autonomous system that announces the address"),
    as_organization: text("Organization that runs the autonomous system", 256),
  },
  reads: "ip",
  table: autonomousSystems,
  of: ({ autonomous_system_number, autonomous_system_organization }) => ({
    as_number: autonomous_system_number,
    as_organization: autonomous_system_organization,
  }),
});
