/** What the server of the explorer's page answers to `/machine.json`. */
export interface ServedMachine {
  /** The short name of its target. */
  readonly name: string;
  /** Its target, as `parseTarget` takes it. */
  readonly target: string;
}
