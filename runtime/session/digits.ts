const zero = 0x30;

export function isDigit(text: string, at: number): boolean {
  const digit = digitAt(text, at);
  return digit >= 0 && digit <= 9;
}

/** The digit at this place; anything else, where there is none. */
export function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - zero;
}

/** The number whose digits begin there; as fast as the digits can be looked at. */
export function natural(text: string, at: number): number {
  let value = 0;
  for (let next = at; isDigit(text, next); next++) value = 10 * value + digitAt(text, next);
  return value;
}
