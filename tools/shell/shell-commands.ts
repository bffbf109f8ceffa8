/** The commands that the shell runs itself, with a summary. No command of QMP has one of these names. */
export const shellCommands: Readonly<Record<"help" | "exit", string>> = {
  help: "Shows the documentation of a command, an event or a type.",
  exit: "Leaves the shell, as Ctrl-D does. The machine continues.",
};
