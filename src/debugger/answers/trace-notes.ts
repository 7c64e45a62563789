/** Answers `QTNotes`: a note that is not there stays what it was. */
import type { Answer } from '../answer.ts';

export const traceNotes: Answer<'traceNotes'> = ({ tracing }, { user, notes, tstop }) => {
  tracing.user = user ?? tracing.user;
  tracing.notes = notes ?? tracing.notes;
  tracing.stopNote = tstop ?? tracing.stopNote;
  return 'done';
};
