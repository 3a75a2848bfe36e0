import { Annotations, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { PipelineEnvironment } from "./environments.ts";

/**
 * Values that the operator provides: by `-var`, by `TF_VAR_model_url` or, at synth, by the environment variable in
 * capitals (`MODEL_URL`). The synthesis warns of each value that is still missing.
 */
export class Variables extends Construct {
  readonly modelUrl: string;
  readonly modelSecretArn: string;
  readonly elasticsearchUrl: string;
  readonly elasticsearchSecretArn: string;
  readonly elasticsearchIndex: string;
  readonly ingestTimeField: string;
  readonly mapping: string;
  readonly eventsPerInvocation: string;
  readonly badRatio: string;

  constructor(scope: Construct, id: string, { modelUrl, credentials }: PipelineEnvironment) {
    super(scope, id);
    const secret = (service: "model" | "elasticsearch", content: string) =>
      this.variable(
        `${service}_secret_arn`,
        `ARN of the secret that holds the ${content}, named ${secretName("<stack>", service)}; empty for none`,
        credentials.includes(service) ? undefined : "",
      );
    this.modelUrl = this.variable(
      "model_url",
      "Address of the ML REST API's predict method (https)",
      modelUrl,
    );
    this.modelSecretArn = secret("model", "bearer token of the ML REST API");
    this.elasticsearchUrl = this.variable("elasticsearch_url", "Address of Elasticsearch (https)");
    this.elasticsearchSecretArn = secret("elasticsearch", "Elasticsearch API key");
    this.elasticsearchIndex = this.variable("elasticsearch_index", "Index or alias to read", "clickstream");
    this.ingestTimeField = this.variable(
      "ingest_time_field",
      "Date field that is set when a document is indexed",
      "ingested_at",
    );
    this.mapping = this.variable("mapping", "Source mapping: a shipped name or a JSON document", "native");
    this.eventsPerInvocation = this.variable("events_per_invocation", "Synthetic events a minute", "600");
    this.badRatio = this.variable("bad_ratio", "Share of deliberately malformed synthetic events", "0.01");
  }

  /** Without a default, terraform asks for the value. */
  private variable(name: string, description: string, standard?: string): string {
    const value = process.env[name.toUpperCase()] ?? standard;
    const variable = new TerraformVariable(this, name, {
      type: "string",
      description,
      nullable: false,
      default: value,
    });
    variable.overrideLogicalId(name);
    if (value === undefined && process.env[`TF_VAR_${name}`] === undefined)
      Annotations.of(this).addWarning(`${name} has no value: set ${name.toUpperCase()} (${description}).`);
    return variable.stringValue;
  }
}

/** Secrets that the operator makes carry this name, so that a role can name them before they exist. */
export const secretName = (stack: string, service: string) => `${stack}/${service}`;
