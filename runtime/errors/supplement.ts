import { QapiError } from "./base.js";

/** A page asked for what it loads only when it is asked for, and it could not be loaded; why is the `cause`. */
export class SupplementError extends QapiError {
  override readonly name: string = "SupplementError";
  override readonly code = "supplement-missing" as const;
}
