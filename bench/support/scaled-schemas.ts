/** Schemas of any size, by what grows. Each has a size of about `count` in one dimension. */
export const scaledSchemas: Readonly<Record<string, (count: number) => string>> = {
  structs: (count) => lines(count, (n) => `{ 'struct': 'S${n}a', 'data': { 'a': 'str' } }`),
  commands: (count) => lines(count, (n) => `{ 'command': 'c${n}', 'data': { 'a': 'str' } }`),
  members: (count) => `{ 'struct': 'Sa', 'data': { ${list(count, (n) => `'a${n}': 'str'`)} } }`,
  "enum values": (count) => `{ 'enum': 'Ea', 'data': [ ${list(count, (n) => `'a${n}'`)} ] }`,
  "chain of bases": (count) =>
    lines(
      count,
      (n) => `{ 'struct': 'S${n}a', ${n > 0 ? `'base': 'S${n - 1}a', ` : ""}'data': { 'm${n}': 'str' } }`,
    ),
  "cycle of bases": (count) =>
    lines(count, (n) => `{ 'struct': 'S${n}a', 'base': 'S${(n + 1) % count}a', 'data': {} }`),
  "chain of unions": (count) =>
    `${common}${lines(count, (n) => union(`U${n}a`, `e${n}`, n > 0 ? `U${n - 1}a` : "Bs"))}`,
  "branches of two unions each": (count) =>
    `${common}${lines(count, (n) => union(`U${n}a`, "e", n > 0 ? `U${n - 1}a` : "Bs"))}`,
  "unions over one struct": (count) =>
    `${common}{ 'struct': 'Big', 'data': { ${list(count, (n) => `'m${n}': 'str'`)} } }\n${lines(count, (n) => union(`U${n}a`, "e", "Big"))}`,
  "branches of a union": (count) =>
    `{ 'enum': 'En', 'data': [ ${list(count, (n) => `'a${n}'`)} ] }\n{ 'struct': 'Bs', 'data': { 'z': 'str' } }\n` +
    `{ 'union': 'Ua', 'base': { 'e': 'En' }, 'discriminator': 'e', 'data': { ${list(count, (n) => `'a${n}': 'Bs'`)} } }`,
  features: (count) => lines(count, (n) => `{ 'command': 'c${n}', 'features': [ 'unstable' ] }`),
  "names in a condition": (count) =>
    `{ 'command': 'c', 'if': { 'any': [ ${list(count, (n) => `'CONFIG_${n}'`)} ] } }`,
  accessors: (count) =>
    `{ 'event': 'EV', 'data': { 'a': 'str' } }\n${lines(count, (n) => `{ 'command': 'c${n}', 'data': { 'a': 'str' }, 'returns': 'EV' }`)}`,
  pragmas: (count) => lines(count, (n) => `{ 'pragma': { 'command-name-exceptions': [ 'c${n}' ] } }`),
  comments: (count) => "# text\n".repeat(count),
  "empty lines": (count) => " \n".repeat(count),
  "documentation lines": (count) =>
    `##\n# @c:\n#\n${"# text of the line\n".repeat(count)}##\n{ 'command': 'c' }`,
  "documented members": (count) =>
    `##\n# @c:\n#\n${lines(count, (n) => `# @a${n}: text\n#`)}\n##\n{ 'command': 'c', 'data': { ${list(count, (n) => `'a${n}': 'str'`)} } }`,
  "unknown types": (count) => lines(count, (n) => `{ 'struct': 'S${n}a', 'data': { 'a': 'Missing${n}' } }`),
  "unknown types of one struct": (count) =>
    `{ 'struct': 'Sa', 'data': { ${list(count, (n) => `'a${n}': 'Missing${n}'`)} } }`,
  "bad names": (count) => lines(count, (n) => `{ 'struct': 'bad_${n}', 'data': {} }`),
  "bad values": (count) => `{ 'enum': 'Ea', 'data': [ ${list(count, (n) => `'A_${n}'`)} ] }`,
  "bad branches": (count) =>
    `${common}{ 'union': 'Ua', 'base': { 'e': 'En' }, 'discriminator': 'e', 'data': { ${list(count, (n) => `'b${n}': 'Bs'`)} } }`,
  "bad conditions of members": (count) =>
    `{ 'struct': 'Sa', 'data': { ${list(count, (n) => `'a${n}': { 'type': 'str', 'if': 'bad${n}' }`)} } }`,
  "bad names in a condition": (count) =>
    `{ 'command': 'c', 'if': { 'any': [ ${list(count, (n) => `'bad${n}'`)} ] } }`,
  "unknown keys": (count) => `{ 'command': 'c', ${list(count, (n) => `'k${n}': 'x'`)} }`,
  "values of a wrong form": (count) =>
    `{ 'struct': 'Sa', 'data': { ${list(count, (n) => `'a${n}': true`)} } }`,
  redefinitions: (count) => lines(count, () => `{ 'struct': 'Sa', 'data': {} }`),
  "syntax errors": (count) => lines(count, (n) => `{ 'struct' 'S${n}a' }`),
  "unclosed objects": (count) => "{\n".repeat(count),
  "unclosed comments": (count) => "##\n# text\n# {\n".repeat(count),
  "missing includes": (count) => lines(count, (n) => `{ 'include': 'missing/f${n}.json' }`),
};

/** Documentation text of any length, by what it repeats. */
export const repeatedText: readonly string[] = [
  ":a",
  "=",
  "::",
  " ",
  "\t",
  "*",
  "*a",
  "**a ",
  "`",
  "`a",
  "``a",
  "@",
  "@a.",
  "_",
  "<",
  "<https:",
  ">",
  "[",
  "{",
  "{ @",
  "http://",
  "https://a.",
  "`a <https://",
  ":a:`",
  ":qapi:",
  ":qapi:`",
  ":ref:`<<",
  "\\",
  "|",
  ".. ",
  "- ",
  "1. ",
  "= ",
  "+-",
  "!",
  "e.g. ",
  "\u00a0",
  "\u2028:",
];

/** Returns a schema with documentation in which a text is repeated up to a length, in every place of a comment. */
export function documentedWith(text: string, length: number): string {
  const long = text.repeat(Math.ceil(length / text.length));
  return [
    "##",
    "# @c:",
    "#",
    `# ${long}`,
    "#",
    `# x${long}y`,
    "#",
    `# \`${long}\``,
    "#",
    `# :ref:\`${long}>\``,
    "#",
    `# .. note:: ${long}`,
    "#",
    "# .. qmp-example::",
    `#    :title: ${long}`,
    "#",
    `# Returns: ${long}`,
    "#",
    `# TODO:${long}`,
    "#",
    `# @${long}: x`,
    "##",
    "{ 'command': 'c' }",
    "",
  ].join("\n");
}

const common = "{ 'enum': 'En', 'data': [ 'a', 'b' ] }\n{ 'struct': 'Bs', 'data': { 'z': 'str' } }\n";

function union(name: string, tag: string, branch: string): string {
  return `{ 'union': '${name}', 'base': { '${tag}': 'En' }, 'discriminator': '${tag}', 'data': { 'a': '${branch}', 'b': '${branch}' } }`;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

function list(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(", ");
}
