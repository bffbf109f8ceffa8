/** The text of an option's value, which is typed by the schema. JSON values have their type already. */
export class OptionText {
  readonly text: string;
  /** False for an option without a value. */
  readonly hasValue: boolean;

  constructor(text: string, hasValue = true) {
    this.text = text;
    this.hasValue = hasValue;
  }
}
