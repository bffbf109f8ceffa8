/** What an event is in the order of its machine. */
interface EventPosition {
  /** False for an event that was received before, or is of an owner that has lost the machine. */
  readonly isNew: boolean;
  /** Whether events before it are missing. */
  readonly isAfterGap: boolean;
}

/** Follows the epochs and numbers of one machine's events. */
export class EventOrder {
  #epoch = 0;
  #sequence = 0;

  /** Returns the position of the next received event. Nothing is missing before the first one. */
  next(epoch: number, sequence: number): EventPosition {
    const isFirst = this.#epoch === 0;
    if (epoch < this.#epoch || (epoch === this.#epoch && sequence <= this.#sequence)) {
      return { isNew: false, isAfterGap: false };
    }
    const expected = epoch === this.#epoch ? this.#sequence + 1 : 1;
    this.#epoch = epoch;
    this.#sequence = sequence;
    return { isNew: true, isAfterGap: !isFirst && sequence !== expected };
  }
}
