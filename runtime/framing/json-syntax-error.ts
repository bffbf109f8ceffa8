/** Thrown for text that is not a value in QEMU's dialect of JSON. */
export class JsonSyntaxError extends Error {
  override readonly name: string = "JsonSyntaxError";
}
