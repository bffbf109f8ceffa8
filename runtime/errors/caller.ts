import { QapiError } from "./base.js";

/** Firefox before 138 has no `captureStackTrace`: an error keeps the stack of its creation there. */
const engine: { captureStackTrace?(error: object, topmost: (...args: never[]) => unknown): void } = Error;

/**
 * Adds the awaiting caller to the stack of the error that rejects a promise. An error created in a timer or a socket
 * handler has no frame of the program in its stack; captured after an `await`, the stack has the callers' async frames.
 */
export async function nameCaller<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof QapiError) engine.captureStackTrace?.(error, nameCaller);
    throw error;
  }
}
