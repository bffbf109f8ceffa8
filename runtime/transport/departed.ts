/** What a transport gives for a text that has left at once: nobody need ask when it will have. */
export const departed: Promise<void> = Promise.resolve();
