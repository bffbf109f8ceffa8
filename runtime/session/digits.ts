const zero = 0x30;

export function isDigit(text: string, at: number): boolean {
  const digit = text.charCodeAt(at) - zero;
  return digit >= 0 && digit <= 9;
}

/** The number whose digits begin there; as fast as the digits can be looked at. */
export function natural(text: string, at: number): number {
  let value = 0;
  for (let next = at; isDigit(text, next); next++) value = 10 * value + text.charCodeAt(next) - zero;
  return value;
}
