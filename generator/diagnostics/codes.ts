/**
 * Every code that a diagnostic can have, and what it means: docs/diagnostics.md is printed from this table. A code is
 * stable; the wording of messages is not.
 */
export const codes = {
  "unreadable-file": "The schema's file cannot be read.",
  "bad-include":
    "An include directive is not `{ 'include': 'PATH' }`, its file cannot be read, or files include each other.",

  "stray-text":
    "There is something that is no part of the language: a number, `null`, a word without quotes.",
  "unterminated-string": "A string has no closing quote on its line.",
  "bad-escape": "A string has an escape sequence other than `\\\\`.",
  "bad-character": "A string holds something other than printable ASCII.",
  "unexpected-token": "Something stands where the syntax wants something else.",
  "duplicate-key": "An object has a key twice.",
  "too-deep": "Objects and arrays are nested deeper than any schema needs.",
  "doc-opening": "There is text behind the `##` that opens a documentation comment.",
  "doc-closing": "There is text behind the `##` that closes a documentation comment.",
  "doc-space": "A line of documentation has no space behind its `#`.",
  "doc-unclosed": "A documentation comment has no `##` at its end.",

  "no-kind": "An expression defines nothing, or two things at a time.",
  "missing-key": "A key that must be there is not.",
  "unknown-key": "There is a key that means nothing here.",
  "bad-flag": "A flag has the value that it has anyhow; it may only be given to say the other.",
  "bad-shape": "A value is not of the form that its key wants.",
  "draft-function":
    "A function of the signal draft is not `[ NAME, { REQUIRED }, { OPTIONAL }, RETURNS ]`: see docs/signals.md.",

  "bad-name": "A name has characters that names may not have, or begins with one that it may not begin with.",
  "reserved-name": "A name is reserved for generated code: `q_…`, `…List`, `u`, `has-…`.",
  "type-case": "A type's name is not in CamelCase.",
  "event-case": "An event's name is not in capitals, with `_` between words.",
  "name-case": "A name has uppercase letters, and no pragma permits it.",
  "name-underscore": "A name has `_` where it should have `-`, and no pragma permits it.",
  "bad-condition": "A condition's name could not be a macro's.",
  redefinition: "A name is defined twice; types, commands and events share one name space.",
  "too-many-features":
    "A schema has more than 64 different features, `deprecated` and `unstable` among them.",
  "unknown-type": "A type that is used is defined nowhere.",
  "bad-base": "A base is not a struct.",
  "recursive-base": "A struct is its own base, directly or through others.",
  "bad-discriminator":
    "A discriminator is not a mandatory, unconditional member of the base with an enumeration's type.",
  "no-branches": "A union or an alternate has no branch.",
  "unknown-branch": "A union has a branch that is not a value of its discriminator.",
  "bad-branch": "A branch's type is none that a branch can have.",
  "indistinct-branches": "Two branches of an alternate cannot be told apart by how their values look.",
  "bad-data": "The data of a command or event is not a struct or a union, or is a union without `boxed`.",
  "bad-boxed": "`boxed` is there, and `data` names no type.",
  "bad-return": "A command returns something that cannot be extended, and no pragma permits it.",
  "bad-accessor":
    "A signal accessor cannot be: it takes a union, or an argument `tag`, or a command is called as one of its two.",
  "oob-coroutine": "A command is to be executed out of band and in a coroutine.",
  "special-feature": "`deprecated` or `unstable` marks a type.",
  clash: "Two names of one definition are the same, or become the same in C.",

  "doc-width": "A line of documentation is wider than 70 columns.",
  "doc-sentence": "There is one space, not two, between sentences.",
  "doc-symbol-line": "The line that names what is documented is not `@NAME:`.",
  "doc-symbol": "Documentation stands before another definition than it names.",
  "doc-astray": "Documentation of a definition is not followed by one.",
  "doc-missing": "A definition has no documentation, and the pragma `doc-required` asks for it.",
  "doc-undescribed": "A member or feature has no description.",
  "doc-stranger": "There is a description of a member or feature that does not exist.",
  "doc-order": "A member is described behind the sections.",
  "doc-duplicate": "A description or a section is there twice.",
  "doc-empty": "A section has no text.",
  "doc-section": "A section does not belong to what it stands in: `Returns:` where nothing is returned.",
  "doc-former-tag": "A tag is used that today's documentation has no more: `Note:`, `Example:`.",
  "doc-deindent": "A line of a description is indented less than its first.",

  "renamed-identifier":
    "A name was taken already in TypeScript, so that another one was made of it (a warning).",
  "config-syntax": "A configuration is no JSON.",
  "config-shape": "A configuration says something that it cannot say.",
  "annotations-syntax": "An annotations file is no JSON.",
  "annotations-shape": "An annotations file says something that it cannot say.",
  "annotation-unknown":
    "An annotation names an event, a command, a member, an argument or a value that the schema does not have.",
  "annotation-misfit": "An annotation names something that is there and cannot be used so.",
} as const;

export type DiagnosticCode = keyof typeof codes;
