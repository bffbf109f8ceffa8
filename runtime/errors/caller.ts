import { QapiError } from "./base.js";

/** Firefox before 138 has no `captureStackTrace`: an error keeps the stack of its creation there. */
const engine: { captureStackTrace?(error: object, topmost: (...args: never[]) => unknown): void } = Error;

/**
 * Adds the awaiting caller to the stack of the error that rejects a promise. An error created in a timer or a socket
 * handler has no frame of the program in its stack; captured after an `await`, the stack has the callers' async frames. They
 * are found only while the caller is all that waits for the promise, so that nothing else may.
 * @param settling - called when the promise is about to settle.
 */
export async function nameCaller<T>(promise: Promise<T>, settling?: (error?: unknown) => void): Promise<T> {
  try {
    const value = await promise;
    settling?.();
    return value;
  } catch (error) {
    if (error instanceof QapiError) engine.captureStackTrace?.(error, nameCaller);
    settling?.(error);
    throw error;
  }
}

/**
 * Returns a promise that is rejected with an error. A promise that is resolved with it has the awaiting caller in the stack
 * of the error, as with {@link nameCaller}, and costs nothing more if it succeeds.
 */
export async function rejectionOf(error: unknown): Promise<never> {
  // V8 finds the callers once the resolved promise waits for this one: the language makes it wait in the first of two turns.
  for (let turns = 2; turns > 0; turns--) await Promise.resolve();
  if (error instanceof QapiError) engine.captureStackTrace?.(error, rejectionOf);
  throw error;
}

/**
 * Names the caller of a wait, whose rejection is not an unhandled one: if something fails before the caller awaits the wait,
 * it must not end the process.
 * @param isExpected - whether the caller need not await an error. Default: all of them.
 */
export function nameWaiter<T>(
  wait: Promise<T>,
  isExpected: (error: unknown) => boolean = () => true,
): Promise<T> {
  const named: Promise<T> = nameCaller(wait, (error) => {
    if (error !== undefined && isExpected(error)) named.catch(() => undefined);
  });
  return named;
}
