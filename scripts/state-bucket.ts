import { newS3Client } from "../shared/aws/clients.ts";
import { makeStateBucket } from "../shared/aws/state-bucket.ts";
import { commandLine } from "./command-line.ts";
import { explained } from "./explained.ts";
import { printResult } from "./terminal.ts";
import { main, missingArgument, UserError } from "./user-error.ts";

const help = `npm run state-bucket -- NAME

Makes the S3 bucket in which terraform keeps the state of staging and prod: versioned, encrypted, closed to the public, TLS
only. One that is there and yours is brought into the same state. Then: export STATE_BUCKET=NAME

  --region R   where (AWS_REGION)
  --json       the result as JSON
  --help       show this text`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      options: { help: { type: "boolean" }, region: { type: "string" } },
    },
    help,
  );
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw missingArgument("What is the bucket to be called?", help);
  const region = values.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) throw new UserError("In which region? Set AWS_REGION, or give --region.");
  process.env.AWS_REGION = region;
  const made = await makeStateBucket(newS3Client(), name, region).catch((error: Error) => {
    if (error.name === "BucketAlreadyExists")
      throw new UserError(
        `The bucket ${name} belongs to somebody else: names are shared by all of AWS. Take another.`,
      );
    return explained(error);
  });
  printResult(
    { bucket: name, region, made },
    `${name} ${made ? "is made" : "was there, and is set up"}: export STATE_BUCKET=${name} STATE_REGION=${region}\n`,
  );
  return 0;
});
