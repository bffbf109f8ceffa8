/** Freezes a value and all that it holds, so that no stage can change what another reads. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (value instanceof Map) for (const element of value.values()) deepFreeze(element);
  else for (const element of Object.values(value)) deepFreeze(element);
  return value;
}
