import { describe, expect, test } from "@jest/globals";
import { block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import type { Statement } from "../../infra/policy.ts";
import { patterns } from "../../infra/variables/patterns.ts";
import { SHIPPED_MODEL_PATH } from "../../shared/scoring/shipped-model.ts";
import { SettingError, urlSetting } from "../../shared/settings/kinds.ts";
import { only, type Synthesized, synthesized, withEnvironment } from "./synthesized.ts";

const dev = synthesized();
const variables = (stack: Synthesized, name: string) =>
  block(only(stack, "aws_lambda_function", `.${name}_function`).body, "environment", "variables") as Record<
    string,
    string
  >;
const statements = (stack: Synthesized, role: string) =>
  JSON.parse(String(only(stack, "aws_iam_role_policy", `.${role}_role`).body.policy))
    .Statement as Statement[];

describe("without a model of the operator's", () => {
  test("the stack brings one behind an address, and scoring shows it the token that it asks for", () => {
    const address = only(dev, "aws_lambda_function_url");
    expect(referred(dev, address.body.function_name)).toEqual(
      only(dev, "aws_lambda_function", ".model_function"),
    );
    const { MODEL_URL, MODEL_SECRET_ARN } = variables(dev, "predict");
    expect(MODEL_URL).toBe(`\${${address.address}.function_url}${SHIPPED_MODEL_PATH.slice(1)}`);
    expect(MODEL_SECRET_ARN).toBe(variables(dev, "model").MODEL_TOKEN_SECRET_ARN);
    for (const role of ["predict", "model"])
      expect(statements(dev, role)).toContainEqual({
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [MODEL_SECRET_ARN],
      });
  });

  test("and with one there is none", () => {
    const stack = synthesized({ modelUrl: "https://model.example.org/predict" });
    expect(resourcesOf(stack, "aws_lambda_function_url")).toEqual([]);
    expect(resourcesOf(stack, "aws_lambda_function").map(({ body }) => body.function_name)).not.toContain(
      "clickstream-dev-model",
    );
    expect(variables(stack, "predict").MODEL_URL).toBe("${var.model_url}");
  });
});

describe("without an Elasticsearch", () => {
  const silent = (stack: Synthesized) =>
    resourcesOf(stack, "aws_cloudwatch_metric_alarm").filter(({ address }) =>
      address.includes("produce-silent"),
    );
  const staging = (override = {}) => synthesized(override, environments.staging);

  test("nothing is polled, and nobody is woken for it", () => {
    expect(only(staging(), "aws_cloudwatch_event_rule", ".produce_").body.state).toBe("DISABLED");
    expect(silent(staging())).toEqual([]);
    expect(variables(dev, "produce")).toMatchObject({ ELASTICSEARCH_URL: "", ELASTICSEARCH_SECRET_ARN: "" });
  });

  test("and with one both are on", () => {
    const stack = staging({ elasticsearchUrl: "https://search.example.org" });
    expect(only(stack, "aws_cloudwatch_event_rule", ".produce_").body.state).toBe("ENABLED");
    expect(silent(stack)).toHaveLength(1);
  });
});

describe("a credential of the operator's", () => {
  const given = {
    MODEL_URL: "https://model.example.org",
    MODEL_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:any/name-AbCdEf",
    MODEL_SECRET_KEY_ARN: "arn:aws:kms:eu-west-1:123456789012:key/1234",
  };
  const stack = withEnvironment(given, () => synthesized());

  test("is read by the very ARN that is given, and opened with the key that is given", () => {
    expect(statements(stack, "predict")).toEqual(
      expect.arrayContaining([
        { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: ["${var.model_secret_arn}"] },
        expect.objectContaining({ Action: ["kms:Decrypt"], Resource: ["${var.model_secret_key_arn}"] }),
      ]),
    );
    expect(stack.variable.model_secret_arn?.default).toBe(given.MODEL_SECRET_ARN);
  });

  test("that nobody gives has no variable, which would change the function and not its role", () => {
    expect(Object.keys(dev.variable).filter((name) => name.includes("secret"))).toEqual([]);
  });

  test("may also come to terraform alone", () => {
    const later = withEnvironment({ TF_VAR_model_url: "https://model.example.org" }, () => synthesized());
    expect(later.variable.model_url?.default).toBeUndefined();
    expect(variables(later, "predict").MODEL_URL).toBe("${var.model_url}");
  });
});

describe("values of variables", () => {
  test("are all looked over by terraform", () => {
    for (const [name, variable] of Object.entries(synthesized({}, environments.prod).variable))
      expect({ name, validation: variable.validation }).toEqual({
        name,
        validation: [
          {
            condition: expect.stringContaining(`var.${name}))}`),
            error_message: expect.stringContaining(name),
          },
        ],
      });
  });

  test.each<[keyof typeof patterns, string, boolean]>([
    ["url", "https://model.example.org/v1:predict?a=b", true],
    ["url", "http://model.example.org", false],
    ["url", "https://user:password@example.org", false],
    ["url", "model.example.org", false],
    ["url", "", false],
    ["secretArn", "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:a/b-AbCdEf", true],
    ["secretArn", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b", false],
    ["secretArn", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*-AbCdEf", false],
    ["secretArn", "a/b", false],
    ["keyArn", "arn:aws:kms:eu-west-1:123456789012:key/mrk-1", true],
    ["keyArn", "arn:aws:kms:eu-west-1:123456789012:alias/mine", false],
    ["count", "600", true],
    ["count", "-1", false],
    ["share", "0.01", true],
    ["share", "1", true],
    ["share", "1.5", false],
    ["word", "events-*", true],
    ["word", "two words", false],
  ])("a %s %j is taken: %j", (pattern, value, taken) => {
    expect(new RegExp(patterns[pattern].matches).test(value)).toBe(taken);
    // What terraform takes for an address the function does, too.
    const parsed = () => urlSetting("address").parse(value);
    if (pattern === "url" && taken) expect(parsed).not.toThrow();
    if (pattern === "url" && !taken) expect(parsed).toThrow(SettingError);
  });
});

describe("any region", () => {
  test("is asked for its zones, and says so when it has too few", () => {
    const stack = synthesized({}, environments.prod) as Synthesized & {
      data: Record<string, Record<string, { lifecycle: unknown }>>;
    };
    const zones = resourcesOf(stack, "aws_subnet").map(({ body }) => String(body.availability_zone));
    expect(zones).toEqual(
      [0, 1, 2].map((index) => expect.stringMatching(new RegExp(`zones_\\w+\\.names\\[${index}\\]\\}$`))),
    );
    const [zonesData] = Object.values(stack.data.aws_availability_zones!);
    expect(zonesData!.lifecycle).toEqual({
      postcondition: [
        {
          condition: "${length(self.names) >= 3}",
          error_message: expect.stringContaining("network.zones is 3"),
        },
      ],
    });
  });

  test("may lie in another partition: no name of AWS's stands there as a literal", () => {
    for (const environment of Object.values(environments))
      expect(JSON.stringify(synthesized({}, environment).resource)).not.toMatch(
        /arn:aws:|com\.amazonaws\.\$|logs\.\$\{[^}]*\}\.amazonaws/,
      );
  });
});

test("no concurrency is held back where the account has none to spare", () => {
  const reserved = (reserveConcurrency: boolean) =>
    resourcesOf(synthesized({ reserveConcurrency }), "aws_lambda_function").flatMap(
      ({ body }) => body.reserved_concurrent_executions ?? [],
    );
  // Of what runs by the clock: produce, generate, curate.
  expect(reserved(true)).toEqual([1, 1, 1]);
  expect(reserved(false)).toEqual([]);
});

test("CloudWatch Logs may do with the key all that its guide lists", () => {
  const { Statement } = JSON.parse(String(only(dev, "aws_kms_key").body.policy)) as {
    Statement: Statement[];
  };
  const logs = Statement.find(({ Principal }) => JSON.stringify(Principal).includes("logs."));
  for (const action of [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:DescribeKey",
  ])
    expect(logs?.Action).toContain(action);
});

test("a view has a SerDe, for engines that ask for one", () => {
  const views = resourcesOf(dev, "aws_glue_catalog_table").filter(
    ({ body }) => body.table_type === "VIRTUAL_VIEW",
  );
  expect(views.length).toBeGreaterThan(2);
  for (const { body } of views)
    expect(block(body, "storage_descriptor", "ser_de_info")).toEqual({
      name: "-",
      serialization_library: "-",
    });
});

test("S3 is told where to log once the policy that lets it in stands", () => {
  const prod = synthesized({}, environments.prod);
  const policy = only(prod, "aws_s3_bucket_policy", ".access-logs_").address;
  const logging = resourcesOf(prod, "aws_s3_bucket_logging");
  expect(logging.length).toBeGreaterThan(2);
  for (const { body } of logging) expect(body.depends_on).toContain(policy);
});
