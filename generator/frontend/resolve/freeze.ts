/** Freezes a value and all that it holds, so that no stage can change what another reads. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (value instanceof Map || Array.isArray(value)) value.forEach(deepFreeze);
  // There are tens of thousands: `in` makes no list of each one's members. None has any that is inherited.
  else for (const key in value) deepFreeze(value[key]);
  return value;
}
