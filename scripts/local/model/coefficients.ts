import { existsSync, readFileSync } from "node:fs";
import { type Coefficients, shippedCoefficients } from "../../../functions/model/coefficients.ts";
import { featureNames, featureVersion } from "../../../shared/features/features.ts";
import { UserError } from "../../user-error.ts";

/** The weights of a file, as `npm run train` writes it. Throws a `UserError` for any that does not fit these features. */
export function readCoefficients(file: string): Coefficients {
  const refuse = (why: string): never => {
    throw new UserError(`${file}: ${why}`);
  };
  if (!existsSync(file)) refuse("there is no such file; npm run train writes one.");
  let read: Partial<Coefficients> | null = null;
  try {
    read = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    refuse(`this is no JSON (${(error as Error).message}).`);
  }
  const { version, feature_version, intercept, weights } = read ?? {};
  if (feature_version !== featureVersion)
    refuse(`its features are of version ${feature_version}, and these of ${featureVersion}: train it anew.`);
  if (typeof version !== "string" || version === "") refuse("it has no version.");
  if (!Number.isFinite(intercept)) refuse("it has no intercept.");
  const named = Object.keys(weights ?? {});
  const unknown = named.filter((name) => !(featureNames as readonly string[]).includes(name));
  if (unknown.length > 0) refuse(`there is no feature ${unknown.join(", ")}.`);
  const without = featureNames.filter((name) => !Number.isFinite(weights?.[name]));
  if (without.length > 0) refuse(`there is no weight for ${without.join(", ")}.`);
  return { ...shippedCoefficients, ...(read as Coefficients) };
}
