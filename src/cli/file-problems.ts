/** What went wrong with a file, in the words of a user. */

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'no such file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'what should be a folder is none',
  EROFS: 'nothing can be written there',
};

/** The reason of a failure; `others` are words for codes of the system that mean more here. */
export function reasonOf(problem: unknown, others: Readonly<Record<string, string>> = {}): string {
  if (!(problem instanceof Error)) return String(problem);
  const code = 'code' in problem ? String(problem.code) : '';
  return others[code] ?? reasons[code] ?? problem.message;
}
