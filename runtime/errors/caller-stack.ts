import { QapiError } from "./base.js";

/** Firefox before 138 has no `captureStackTrace`: an error keeps the stack of its creation there. */
const engine: { captureStackTrace?(error: object, topmost: (...args: never[]) => unknown): void } = Error;

/** The errors whose stacks name a caller. */
const named = new WeakSet<QapiError>();

/** Returns the error to reject a promise with: a copy if the error has rejected another one, whose caller its stack names. */
function ownError(error: QapiError): QapiError {
  if (!named.has(error)) return error;
  const copy: object = Object.defineProperties(new Error(), Object.getOwnPropertyDescriptors(error));
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object) as QapiError;
}

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
  } catch (caught) {
    let error = caught;
    if (error instanceof QapiError) {
      // A promise that was resolved with this one waits for it in the second turn at the latest.
      await Promise.resolve();
      const own = ownError(error);
      named.add(own);
      engine.captureStackTrace?.(own, nameCaller);
      error = own;
    }
    settling?.(error);
    throw error;
  }
}

/**
 * Returns a promise that is rejected with an error, whose stack names the caller that awaits the promise, or another one that
 * was resolved with it: that costs nothing if there is no error.
 */
export function rejectionOf(error: unknown): Promise<never> {
  return nameCaller(Promise.reject(error as Error));
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
