/** Answers `vFile:open`: the served file for reading, and nothing else. */
import { fileDone, fileErrno, fileFailed } from '../../../protocol/rsp/file-io.ts';
import { openFlags } from '../../../protocol/rsp/packets/file-open.ts';
import { openFilesMax } from '../served-file.ts';
import type { Answer } from '../answer.ts';

export const fileOpen: Answer<'fileOpen'> = ({ client, file }, { name, flags }) => {
  if (file === undefined || name !== file.name) return fileFailed(fileErrno.noEntry);
  if ((flags & (openFlags.access | openFlags.changing)) !== 0) {
    return fileFailed(fileErrno.noAccess);
  }
  for (let descriptor = 0; descriptor < openFilesMax; descriptor += 1) {
    if (client.openFiles.has(descriptor)) continue;
    client.openFiles.add(descriptor);
    return fileDone(descriptor);
  }
  return fileFailed(fileErrno.tooMany);
};
