import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { reasonOf, UsageError } from "../../failure.js";
import { maxSecretSize, readRegularFile } from "../../regular-file.js";

/** The fewest characters of a token. */
const fewest = 16;

/** Returns a token that cannot be guessed. */
export function createToken(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Reads a token from a file: its text, without white space around it.
 * @throws UsageError if the file cannot be read, or has no text that can be used as a token.
 */
export function readToken(file: string): string {
  let token: string;
  try {
    token = readRegularFile(file, maxSecretSize).toString().trim();
  } catch (cause) {
    throw new UsageError(
      `--token names a file that cannot be read: ${reasonOf(cause)}. Use auto for a new token.`,
      {
        cause,
      },
    );
  }
  // It is part of a URL.
  if (/^[\w.~-]+$/.test(token) && token.length >= fewest) return token;
  throw new UsageError(
    `--token: the text of ${file} is not a token. Use at least ${fewest} of the characters A-Z a-z 0-9 - . _ ~`,
  );
}

/** Compares two texts in a time that does not depend on their content. */
export function isSameToken(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
