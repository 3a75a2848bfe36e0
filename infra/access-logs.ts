import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { kept } from "./kept.ts";
import { allowStatement, policy, tlsOnly } from "./policy.ts";

const KEPT_DAYS = 365;

/**
 * Where S3 records the requests to the stack's buckets. Encrypted with S3's own key: S3 delivers no access log to
 * a bucket whose default is a customer's key ("Enabling Amazon S3 server access logging", Amazon S3 guide).
 */
export class AccessLogs extends Construct {
  readonly bucketName: string;
  /** Before it, S3 is not let in. */
  readonly ready: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    { name, account, region, partition, environment }: Omit<StackContext, "key">,
  ) {
    super(scope, id);
    const lifecycle = kept(environment);
    const { id: bucket, arn } = new S3Bucket(this, "bucket", {
      bucket: `${name}-access-logs-${account}-${region}`,
      forceDestroy: !environment.retainData,
      lifecycle,
    });
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      lifecycle,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      lifecycle,
    });
    const logging = {
      ...allowStatement(["s3:PutObject"], [`${arn}/*`], {
        ArnLike: { "aws:SourceArn": `arn:${partition.id}:s3:::${name}-*-${account}-${region}` },
        StringEquals: { "aws:SourceAccount": account },
      }),
      Principal: { Service: "logging.s3.amazonaws.com" },
    };
    this.ready = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policy([tlsOnly("s3", [arn, `${arn}/*`]), logging]),
      dependsOn: [access],
      lifecycle,
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "age",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: KEPT_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    this.bucketName = bucket;
  }
}
