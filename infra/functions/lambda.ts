import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { AssetType, type ITerraformDependable, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { cadenceOf } from "../../shared/observability/cadence.ts";
import type { WatchedFunction } from "../../shared/observability/watched.ts";
import type { EnvironmentVariables } from "../../shared/settings/contract.ts";
import type { FunctionName, functionSettings } from "../../shared/settings/functions.ts";
import type { StackContext } from "../context.ts";
import type { FunctionPlace } from "../network.ts";
import { allowStatement, ServiceRole, type Statement } from "../policy.ts";

interface LambdaProps<Name extends FunctionName> {
  /** Exactly the variables that the function reads: one that is missing or misspelt does not compile. */
  settings: EnvironmentVariables<(typeof functionSettings)[Name]>;
  may: readonly Statement[];
  /** Resources that have to be updated before the function's code. */
  after?: readonly ITerraformDependable[];
  /** Given where the function runs inside the network. */
  place?: FunctionPlace | undefined;
  description: string;
}

/** One function: bundle, role, log group, settings. */
export class Lambda<Name extends FunctionName> extends Construct {
  readonly functionName: string;
  readonly arn: string;
  private readonly name: Name;
  private readonly timeoutSeconds: number;
  /** What triggers the function waits for these. */
  readonly ready: ITerraformDependable[];
  /** The streams' triggers that drive it. */
  readonly streamMappings: LambdaEventSourceMapping[] = [];
  /** The clock that invokes it, where one does. */
  schedule?: { rules: readonly string[]; enabled: boolean };

  constructor(scope: Construct, name: Name, context: StackContext, props: LambdaProps<Name>) {
    super(scope, name);
    const size = context.environment.functions[name];
    const fullName = `${context.name}-${name}`;
    // Created here, because a log group that Lambda creates is not encrypted and has no retention.
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/lambda/${fullName}`,
      retentionInDays: context.environment.logs.days,
      kmsKeyId: context.key.arn,
      skipDestroy: context.environment.retainData,
    });
    const role = new ServiceRole(this, "role", {
      name: fullName,
      service: "lambda.amazonaws.com",
      statements: [
        allowStatement(["logs:CreateLogStream", "logs:PutLogEvents"], [`${logs.arn}:*`]),
        context.key.read(),
        ...(context.environment.tracing ? [traceWrite] : []),
        ...(props.place ? networkAccess(context, fullName) : []),
        ...props.may,
      ],
    });
    const bundle = this.bundle(name, context.bundles);
    const lambda = new LambdaFunction(this, "function", {
      functionName: fullName,
      description: props.description,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: bundle.path,
      sourceCodeHash: bundle.hash,
      role: role.arn,
      timeout: size.timeoutSeconds,
      memorySize: size.memoryMb,
      ...(context.environment.reserveConcurrency &&
        size.reservedConcurrency !== undefined && {
          reservedConcurrentExecutions: size.reservedConcurrency,
        }),
      environment: { variables: { ...props.settings } },
      kmsKeyArn: context.key.arn,
      loggingConfig: {
        logFormat: "JSON",
        logGroup: logs.name,
        applicationLogLevel: context.environment.logs.level,
        // At INFO, Lambda writes three lines of its own an invocation. What they say is in its metrics.
        systemLogLevel: "WARN",
      },
      tracingConfig: { mode: context.environment.tracing ? "Active" : "PassThrough" },
      ...(props.place && {
        vpcConfig: {
          subnetIds: [...props.place.subnetIds],
          securityGroupIds: [props.place.groupId],
        },
        // Without it the deletion of the group waits 20 to 60 minutes for Lambda's interfaces.
        replaceSecurityGroupsOnDestroy: true,
      }),
      dependsOn: [role.policy, logs, ...(props.after ?? [])],
    });
    this.name = name;
    this.functionName = lambda.functionName;
    this.arn = lambda.arn;
    this.timeoutSeconds = size.timeoutSeconds;
    this.ready = [role.policy];
  }

  /** What observability looks at. */
  get watched(): WatchedFunction {
    return {
      name: this.functionName,
      timeoutSeconds: this.timeoutSeconds,
      mappings: this.streamMappings.map(({ uuid }) => uuid),
      scheduled: this.schedule?.enabled ?? false,
      rules: this.schedule?.rules ?? [],
      ...cadenceOf(this.name),
    };
  }

  private bundle(name: string, directory: string): { path: string; hash: string } {
    const file = path.resolve(directory, `${name}.zip`);
    if (!existsSync(file)) throw new Error(`The bundle ${file} is missing: run \`npm run build\` first.`);
    const hash = createHash("sha256").update(readFileSync(file)).digest("base64");
    return { path: new TerraformAsset(this, "bundle", { path: file, type: AssetType.FILE }).path, hash };
  }
}

/** X-Ray knows no resource for these. */
const traceWrite = allowStatement(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]);

/** Lambda creates its network interfaces with the function's role; the function's code itself must not be able to. */
function networkAccess({ account, region, partition }: StackContext, functionName: string): Statement[] {
  const changes = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
  ] as const;
  const looks = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"] as const;
  const functionArn = `arn:${partition.id}:lambda:${region}:${account}:function:${functionName}`;
  return [
    // Lambda wants the right to delete any interface of the account ("Configuring VPC access", AWS Lambda guide).
    allowStatement(changes, [`arn:${partition.id}:ec2:${region}:${account}:*/*`]),
    // EC2 knows no resource for these.
    allowStatement(looks, ["*"]),
    {
      Effect: "Deny",
      Action: [...changes, ...looks],
      Resource: ["*"],
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": [functionArn] } },
    },
  ];
}
