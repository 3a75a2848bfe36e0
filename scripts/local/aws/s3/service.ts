import { AwsError } from "../gateway/aws-error.ts";
import type { Call, Service } from "../gateway/gateway.ts";
import { objectAddress } from "./address.ts";
import { bucketHandlers } from "./bucket-handlers.ts";
import type { Buckets } from "./buckets.ts";
import type { S3Handler } from "./call.ts";
import { Multipart } from "./multipart.ts";
import { multipartHandlers, objectHandlers } from "./object-handlers.ts";
import { s3Operation } from "./operation.ts";

export function s3Service(buckets: Buckets, region: string): Service {
  const handlers: Record<string, S3Handler> = {
    ...bucketHandlers(buckets, region),
    ...objectHandlers(buckets),
    ...multipartHandlers(buckets, new Multipart(buckets)),
  };
  return {
    operation: s3Operation,
    handle({ action, request }: Call) {
      const handler = handlers[action];
      if (handler === undefined) {
        const known = Object.keys(handlers).sort().join(", ");
        throw new AwsError("NotImplemented", `The local S3 does not know ${action}. It knows ${known}.`, 501);
      }
      const { bucket = "", key = "" } = objectAddress(request);
      return handler({ bucket, key, request });
    },
  };
}
