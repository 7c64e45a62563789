/** What the record's `scale` says of repetition: F3 is REP and REPE, F2 is REPNE. */
export const repeat = { none: 0, whileEqual: 1, whileNotEqual: 2 } as const;
