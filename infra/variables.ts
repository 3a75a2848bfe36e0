import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";

/** Values that the operator brings, by `-var`, by `TF_VAR_…` or, at synth, by the environment variable in capitals. */
export class Variables extends Construct {
  readonly modelUrl = this.variable("model_url", "Address of the ML REST API's predict method (https)");
  readonly modelSecretArn = this.secret("model", "bearer token of the ML REST API");
  readonly elasticsearchUrl = this.variable("elasticsearch_url", "Address of Elasticsearch (https)");
  readonly elasticsearchSecretArn = this.secret("elasticsearch", "Elasticsearch API key");
  readonly elasticsearchIndex = this.variable("elasticsearch_index", "Index or alias to read", "clickstream");
  readonly ingestTimeField = this.variable(
    "ingest_time_field",
    "Date field that is set when a document is indexed",
    "ingested_at",
  );
  readonly mapping = this.variable("mapping", "Source mapping: a shipped name or a JSON document", "native");
  readonly archiveSources = this.variable(
    "archive_sources",
    "Sources whose partitions queries see, separated by commas; each value of metadata.source or app_id",
    // What the generator and the shipped source mappings write.
    "web,ios,android,server,camel,ubi,segment,ga4,nyc-taxi",
  );
  readonly eventsPerInvocation = this.variable("events_per_invocation", "Synthetic events a minute", "600");
  readonly badRatio = this.variable("bad_ratio", "Share of deliberately malformed synthetic events", "0.01");

  /** Without a default, terraform asks for the value. */
  private variable(name: string, description: string, standard?: string): string {
    const variable = new TerraformVariable(this, name, {
      type: "string",
      description,
      nullable: false,
      default: process.env[name.toUpperCase()] ?? standard,
    });
    variable.overrideLogicalId(name);
    return variable.stringValue;
  }

  private secret(service: string, content: string): string {
    return this.variable(
      `${service}_secret_arn`,
      `ARN of the secret that holds the ${content}, named ${secretName("<stack>", service)}; empty for none`,
      "",
    );
  }
}

/** Secrets that the operator makes carry this name, so that a role can name them before they exist. */
export const secretName = (stack: string, service: string) => `${stack}/${service}`;
