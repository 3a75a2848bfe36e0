import { arnIn, type Component } from "../component.ts";

/** The declared domain stands for the one that the caller has, which is reached without TLS. */
export const opensearchDomain: Component = (args, context) => {
  const name = args.needText("domain_name");
  const { search } = context;
  if (search === undefined)
    throw new Error(`${args.address}: the local runtime was given no domain to stand for it.`);
  // Size, storage, encryption and placement of a service that is not here, and where its log would go.
  args.ignore(
    "engine_version",
    "cluster_config",
    "ebs_options",
    "encrypt_at_rest",
    "node_to_node_encryption",
  );
  args.ignore("domain_endpoint_options", "vpc_options", "log_publishing_options", "software_update_options");
  const arn = arnIn(context, "es", `domain/${name}`);
  search.standFor(arn);
  return {
    id: arn,
    arn,
    domain_name: name,
    endpoint: search.host,
    domain_endpoint_options: { enforce_https: false },
  };
};
