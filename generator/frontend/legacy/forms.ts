/**
 * What only former languages have, by the last QEMU version that accepted it, with the words of a message about it. No
 * version is 2.10 to 2.12, so versions compare as numbers.
 */
export const formerForms = {
  type: { until: 2.3, text: 'the key "type" defines a struct' },
  flag: { until: 2.3, text: "a flag is a string" },
  anonymousUnion: { until: 2.3, text: "a union has an empty discriminator" },
  looseType: { until: 2.4, text: 'a type is "**"' },
  exemptReturn: { until: 2.8, text: "a command is exempt from the rule for return types without a pragma" },
  whitelist: { until: 5.2, text: "a pragma has its former name" },
  condition: { until: 6.1, text: "a condition is an expression in C" },
  simpleUnion: { until: 6.1, text: "a union has no discriminator" },
} as const;

export type FormerForm = keyof typeof formerForms;

/** What former languages do not have, by the first QEMU version that accepted it. */
export const newerForms = {
  struct: 2.4,
  inlineBase: 2.6,
  boxed: 2.7,
  pragma: 2.9,
  features: 4.1,
  exceptions: 6.0,
  /** Not certain: before, the text was an expression in C. */
  macro: 6.2,
  condition: 6.2,
  unstable: 6.2,
  documentationExceptions: 7.1,
} as const;

export type NewerForm = keyof typeof newerForms;

/** The first QEMU version with today's language. */
export const todaysFirst = 6.2;
