import { QapiError } from "./base.js";

/** The server cannot be asked what it supports: it knows neither `query-qmp-schema` nor what would do instead. */
export class IntrospectionError extends QapiError {
  override readonly name: string = "IntrospectionError";
  override readonly code = "introspection-missing" as const;
}
