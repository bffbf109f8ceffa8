/**
 * Tokens of subjects and of keys. NATS takes letters, digits, `-` and `_` everywhere. Every other character is written as
 * the bytes of its UTF-8 form, each as `=` and two hexadecimal digits, because `=` is valid in subjects and in keys.
 */
const plain = /^[\w-]+$/;
const special = /[^\w-]/gu;
const encoded = /^(?:[\w-]|=[0-9A-F]{2})+$/;

/** The token of the empty name. No other name has it. */
const empty = "=";

/** The most characters of a token, so that a subject with five of them stays far below the limit of a control line. */
export const maxTokenLength = 400;

/**
 * Encodes a name, which is well-formed Unicode, as a token of a subject. Different names have different tokens.
 * @throws RangeError if the token is longer than {@link maxTokenLength}.
 */
export function encodeToken(name: string): string {
  if (name === "") return empty;
  const token = plain.test(name) ? name : name.replace(special, encodeCharacter);
  if (token.length <= maxTokenLength) return token;
  throw new RangeError(`the name "${name.slice(0, 40)}..." is too long for a subject of NATS`);
}

/** Decodes a token. Returns undefined if no name has this token. */
export function decodeToken(token: string): string | undefined {
  if (token === empty) return "";
  if (token.length > maxTokenLength || !encoded.test(token)) return undefined;
  try {
    const name = decodeURIComponent(token.replaceAll("=", "%"));
    return encodeToken(name) === token ? name : undefined;
  } catch {
    // The bytes are not UTF-8.
    return undefined;
  }
}

function encodeCharacter(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}
