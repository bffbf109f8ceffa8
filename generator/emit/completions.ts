/** How a command is called: what it takes, and what the call resolves to. */
export interface Signature {
  readonly args: string | undefined;
  readonly optional: boolean;
  readonly returns: string;
}
