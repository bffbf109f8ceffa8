/** What the server of the explorer's page answers to `/machine.json`. */
export interface ServedMachine {
  /** The target of the command line. */
  readonly name: string;
}
