/**
 * Calls a function that the program passed. What it throws, or its promise rejects with, is reported and goes no further: a
 * callback cannot prevent what follows it.
 */
export function callBack(callback: () => unknown, failed: (cause: unknown) => void): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch(failed);
  } catch (cause) {
    failed(cause);
  }
}

/**
 * Whether a program's condition selects an event.
 * @throws what the condition throws, and TypeError if it returns a promise, which cannot select anything.
 */
export function isSelected<E>(where: ((event: E) => unknown) | undefined, event: E): boolean {
  const result = where?.(event) ?? true;
  if (!(result instanceof Promise)) return Boolean(result);
  result.catch(() => undefined);
  throw new TypeError("`where` returned a promise; it must return true or false");
}
