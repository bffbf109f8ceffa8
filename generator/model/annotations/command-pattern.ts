/** Reports whether a name in an annotations file stands for all commands that begin with it: `query-*`. */
export function isPattern(name: string): boolean {
  return name.endsWith("*");
}

/** Reports whether a command's name, or a pattern, selects a command. */
export function matches(nameOrPattern: string, command: string): boolean {
  return isPattern(nameOrPattern)
    ? command.startsWith(nameOrPattern.slice(0, -1))
    : command === nameOrPattern;
}
