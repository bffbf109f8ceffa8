/** Which way a value goes: servers are strict in what they take, and clients must not be in what they get. */
export type Direction = "sent" | "received";

/** A JSON Schema with the keywords of `keywords/`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schemas of a protocol: one for each command's arguments and return, for each event, for each type. */
export interface JsonSchemas {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}
