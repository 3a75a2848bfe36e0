import { Annotations, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { PipelineEnvironment } from "./environments.ts";
import { givenBy } from "./given.ts";
import { type Pattern, patterns } from "./variables/patterns.ts";

/** A service outside the stack that the operator has: where it is, and what opens it. */
export interface BroughtService {
  url: string;
  /** ARN of the secret that holds its credential; undefined for none. */
  secretArn: string | undefined;
  /** ARN of the key that the secret is encrypted with, where that is not Secrets Manager's own. */
  keyArn: string | undefined;
}

/**
 * Values that the operator provides: at synth by the environment variable in capitals (`MODEL_URL`), or by
 * `TF_VAR_model_url`. A service that nobody names, in an environment that can do without it, is not in the stack, and
 * then it has no variable that could name it later.
 */
export class Variables extends Construct {
  /** Undefined where the stack brings its own. */
  readonly model: BroughtService | undefined;
  /** Undefined where nothing is polled. */
  readonly elasticsearch: BroughtService | undefined;
  readonly elasticsearchIndex: string;
  readonly ingestTimeField: string;
  readonly mapping: string;
  readonly eventsPerInvocation: string;
  readonly badRatio: string;

  constructor(scope: Construct, id: string, environment: PipelineEnvironment) {
    super(scope, id);
    const required = (name: "model" | "elasticsearch") => environment.credentials.includes(name);
    this.model = this.service(
      "model",
      {
        url: "Address of the ML REST API's predict method (https)",
        secret: "bearer token of the ML REST API",
      },
      required("model"),
      environment.modelUrl,
    );
    this.elasticsearch = this.service(
      "elasticsearch",
      { url: "Address of Elasticsearch (https)", secret: "Elasticsearch API key" },
      required("elasticsearch"),
      environment.elasticsearchUrl,
    );
    this.elasticsearchIndex = this.standard(
      "elasticsearch_index",
      "Index or alias to read",
      "clickstream",
      "word",
    );
    this.ingestTimeField = this.standard(
      "ingest_time_field",
      "Date field that is set when a document is indexed",
      "ingested_at",
      "word",
    );
    this.mapping = this.standard(
      "mapping",
      "Source mapping: a shipped name or a JSON document",
      "native",
      "text",
    );
    this.eventsPerInvocation = this.standard(
      "events_per_invocation",
      "Synthetic events a minute",
      "600",
      "count",
    );
    this.badRatio = this.standard(
      "bad_ratio",
      "Share of deliberately malformed synthetic events",
      "0.01",
      "share",
    );
  }

  private service(
    name: "model" | "elasticsearch",
    descriptions: { url: string; secret: string },
    required: boolean,
    known: string | undefined,
  ): BroughtService | undefined {
    const url = this.optional(`${name}_url`, descriptions.url, "url", required, known);
    if (url === undefined) return undefined;
    const secret = `ARN of the secret that holds the ${descriptions.secret}`;
    const key = `ARN of the key that this secret is encrypted with, if that is one of your own`;
    return {
      url,
      secretArn: this.optional(`${name}_secret_arn`, secret, "secretArn", required),
      keyArn: this.optional(`${name}_secret_key_arn`, key, "keyArn", false),
    };
  }

  /** Undefined, and no variable, where it is given neither here nor to terraform and is not required. */
  private optional(
    name: string,
    description: string,
    pattern: Pattern,
    required: boolean,
    known?: string,
  ): string | undefined {
    const value = givenBy(name.toUpperCase()) ?? known;
    const isGiven = value !== undefined || givenBy(`TF_VAR_${name}`) !== undefined;
    if (!isGiven && !required) return undefined;
    if (!isGiven)
      Annotations.of(this).addWarning(`${name} has no value: set ${name.toUpperCase()} (${description}).`);
    return this.declared(name, description, pattern, value);
  }

  private standard(name: string, description: string, value: string, pattern: Pattern): string {
    return this.declared(name, description, pattern, givenBy(name.toUpperCase()) ?? value);
  }

  /** Without a default, terraform asks for the value. */
  private declared(name: string, description: string, pattern: Pattern, value: string | undefined): string {
    const { matches, expected } = patterns[pattern];
    const variable = new TerraformVariable(this, name, {
      type: "string",
      description,
      nullable: false,
      default: value,
      validation: [
        {
          condition: `\${can(regex("${matches}", var.${name}))}`,
          errorMessage: `${name} (${name.toUpperCase()}) must be ${expected}.`,
        },
      ],
    });
    variable.overrideLogicalId(name);
    return variable.stringValue;
  }
}
