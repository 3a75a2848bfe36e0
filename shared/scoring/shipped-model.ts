/** Path of the shipped model's predict method, below the address of whatever serves it. */
export const SHIPPED_MODEL_PATH = "/v1/models/clickstream:predict";
