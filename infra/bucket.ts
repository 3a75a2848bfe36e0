import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { kept } from "./kept.ts";
import { policy, type Statement, tlsOnly } from "./policy.ts";

interface BucketProps {
  /** S3 moves objects that nobody reads to cheaper storage. */
  tiered?: boolean;
  expireAfterDays?: number;
  /** Where given, only objects of these prefixes end by their age, each after so many days. */
  endsByPrefix?: Readonly<Record<string, number>>;
  /** Keep what is overwritten or deleted for a month. */
  versioned?: boolean;
}

/** A private bucket: encrypted with the stack's key, TLS only, closed to the public, with an end to its objects. */
export class Bucket extends Construct {
  readonly name: string;
  readonly arn: string;
  private readonly context: StackContext;

  constructor(scope: Construct, id: string, context: StackContext, purpose: string, props: BucketProps) {
    super(scope, id);
    this.context = context;
    // Bucket names are global: account and region make them unique.
    const lifecycle = kept(context.environment);
    const bucket = new S3Bucket(this, "bucket", {
      bucket: `${context.name}-${purpose}-${context.account}-${context.region}`,
      forceDestroy: !context.environment.retainData,
      lifecycle,
    });
    // The bucket's id is its name and, unlike `bucket`, makes whoever uses it wait for the bucket.
    this.name = bucket.id;
    this.arn = bucket.arn;
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: this.name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      lifecycle,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: this.name,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: context.key.arn },
          // One call to KMS for many objects.
          bucketKeyEnabled: true,
        },
      ],
      lifecycle,
    });
    // S3 refuses two changes of a bucket's policy and of its public access at once.
    new S3BucketPolicy(this, "policy", {
      bucket: this.name,
      policy: policy([tlsOnly("s3", [this.arn, `${this.arn}/*`])]),
      dependsOn: [access],
      lifecycle,
    });
    if (props.versioned)
      new S3BucketVersioningA(this, "versioning", {
        bucket: this.name,
        versioningConfiguration: { status: "Enabled" },
        lifecycle,
      });
    if (context.accessLogs)
      new S3BucketLoggingA(this, "access-logs", {
        bucket: this.name,
        targetBucket: context.accessLogs.bucketName,
        targetPrefix: `${purpose}/`,
        // S3 tries whether it may write there.
        dependsOn: [context.accessLogs.ready],
      });
    new S3BucketLifecycleConfiguration(this, "lifecycle", { bucket: this.name, rule: agingRules(props) });
  }

  /** What a role needs to write objects under a prefix. */
  write(prefix = ""): Statement[] {
    return [
      { Effect: "Allow", Action: ["s3:PutObject"], Resource: [`${this.arn}/${prefix}*`] },
      this.context.key.write(),
    ];
  }

  /** What a role needs to name the objects, and nothing of what is in them. */
  list(): Statement {
    return { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [this.arn] };
  }

  /** What a role needs to read objects under a prefix. */
  read(prefix = ""): Statement[] {
    return [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${this.arn}/${prefix}*`] },
      this.context.key.read(),
    ];
  }
}

function agingRules({ tiered, expireAfterDays, endsByPrefix, versioned }: BucketProps) {
  const whole = {
    id: "age",
    status: "Enabled",
    filter: [{ prefix: "" }],
    // From the first day: S3 moves an object only after a month without reads, and until then both classes cost the
    // same.
    ...(tiered && { transition: [{ days: 0, storageClass: "INTELLIGENT_TIERING" }] }),
    ...(expireAfterDays !== undefined && { expiration: [{ days: expireAfterDays }] }),
    ...(versioned && { noncurrentVersionExpiration: [{ noncurrentDays: 30 }] }),
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
  };
  return [
    whole,
    ...Object.entries(endsByPrefix ?? {}).map(([prefix, days]) => ({
      id: `age-of-${prefix.replaceAll("/", "")}`,
      status: "Enabled",
      filter: [{ prefix }],
      expiration: [{ days }],
    })),
  ];
}
