import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

/**
 * Makes a bucket for terraform's state: versioned, because a state that is lost or overwritten is restored from its
 * version; encrypted, as it holds the generated secrets; closed to the public and to what comes without TLS. A bucket
 * of one's own that is there already is brought into that state. Returns whether it was made.
 */
export async function makeStateBucket(client: S3Client, Bucket: string, region: string): Promise<boolean> {
  const made = await create(client, Bucket, region);
  await client.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await client.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  await client.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" },
            BucketKeyEnabled: true,
          },
        ],
      },
    }),
  );
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy: tlsOnlyPolicy(Bucket, region) }));
  return made;
}

async function create(client: S3Client, Bucket: string, region: string): Promise<boolean> {
  try {
    await client.send(
      new CreateBucketCommand({
        Bucket,
        // S3 takes its oldest region by no name.
        ...(region !== "us-east-1" && {
          CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
        }),
      }),
    );
    return true;
  } catch (error) {
    // Made before, by whoever runs this: the rest is done again.
    if ((error as Error).name === "BucketAlreadyOwnedByYou") return false;
    throw error;
  }
}

function tlsOnlyPolicy(bucket: string, region: string): string {
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  const arn = `arn:${partition}:s3:::${bucket}`;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
