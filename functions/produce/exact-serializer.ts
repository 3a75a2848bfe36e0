import { errors, Serializer } from "@elastic/elasticsearch";
import { parseExact } from "../../shared/json/exact.ts";

/** Reads what Elasticsearch sends with all digits of its numbers: a document is written again as an event. */
export class ExactSerializer extends Serializer {
  override deserialize<Body>(json: string): Body {
    try {
      return parseExact(json) as Body;
    } catch (error) {
      // The client knows its own errors, and tries again after some of them.
      throw new errors.DeserializationError((error as Error).message, json);
    }
  }
}
