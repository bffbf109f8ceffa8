/** The capability of a server that knows signals: it has accessors, and its events may carry tags. */
export const signalsCapability = "signals";
