import project from "../package.json" with { type: "json" };

/** Version of the pipeline, stamped on every enriched and failed event. */
export const pipelineVersion: string = project.version;
