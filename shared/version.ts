import project from "../package.json" with { type: "json" };

/** Set by the build (`scripts/build/version.ts`) in every bundle, and nowhere else. */
declare const BUNDLE_VERSION: string;

/** The release, from package.json. A function, so that a bundle, which does not use it, leaves package.json out. */
export const release = (): string => project.version;

/**
 * Version of the running code, on every enriched and failed event: the release and a hash of the bundle
 * (`0.1.0+5f1d09ab`), or `0.1.0+source` where the code runs without a build.
 */
export const pipelineVersion: string =
  typeof BUNDLE_VERSION === "undefined" ? `${release()}+source` : BUNDLE_VERSION;
