import { randomUUID } from "node:crypto";
import type { AwsAccount } from "./arn.ts";
import { AwsError } from "./gateway/aws-error.ts";
import type { Service } from "./gateway/gateway.ts";
import { element, textElement } from "./s3/xml.ts";

/** STS, as far as tools ask it who they are: the user is named after the access key. */
export function stsService(place: AwsAccount): Service {
  return {
    handle({ action, accessKeyId }) {
      if (action !== "GetCallerIdentity") {
        throw new AwsError("InvalidAction", `The local STS knows GetCallerIdentity only, not ${action}.`);
      }
      const result = element(
        "GetCallerIdentityResult",
        textElement("Arn", `arn:aws:iam::${place.accountId}:user/${accessKeyId || "anonymous"}`),
        textElement("UserId", accessKeyId || "anonymous"),
        textElement("Account", place.accountId),
      );
      const metadata = element("ResponseMetadata", textElement("RequestId", randomUUID()));
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}${metadata}</GetCallerIdentityResponse>`,
      };
    },
  };
}
