const zero = 0x30;

/** The digit at this place; -1 where there is none. */
export function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - zero;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** The number whose digits begin there; as fast as the digits can be looked at. */
export function natural(text: string, at: number): number {
  let value = 0;
  for (let next = at, digit = digitAt(text, next); digit >= 0; digit = digitAt(text, ++next)) {
    value = 10 * value + digit;
  }
  return value;
}
