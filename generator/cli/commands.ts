import type { CommandEntry } from "./command.js";

/** Every command, in the order of the help. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map([
  [
    "generate",
    {
      summary: "Write typed bindings for a schema",
      load: async () => (await import("./generate/command.js")).generateCommand,
    },
  ],
  [
    "check",
    {
      summary: "Hold a schema against every rule of the language",
      load: async () => (await import("./check/command.js")).checkCommand,
    },
  ],
  [
    "introspect",
    {
      summary: "Print what a server answers to query-qmp-schema",
      load: async () => (await import("./introspect/command.js")).introspectCommand,
    },
  ],
  [
    "diff",
    {
      summary: "Say what is different between two, and whether it breaks",
      load: async () => (await import("./diff/command.js")).diffCommand,
    },
  ],
  [
    "import",
    {
      summary: "Make a schema of what a server says of itself",
      load: async () => (await import("./import/command.js")).importCommand,
    },
  ],
  [
    "validate",
    {
      summary: "Judge messages of the protocol by a schema",
      load: async () => (await import("./validate/command.js")).validateCommand,
    },
  ],
]);
