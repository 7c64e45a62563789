/** The gdb script that `textpoke gdbinit` prints: commands and functions in gdb's own style. */
import { ownCommands, passedCommands, type MonitorRow } from './commands.ts';
import { plainScript } from './plain.ts';
import { pythonScript } from './python.ts';

/**
 * One file for every gdb. `$_memeq` is one of the functions that gdb has exactly if it was built
 * with Python; a block that is not taken is read, but not run.
 */
export function gdbScript(rows: readonly MonitorRow[]): string {
  const passed = passedCommands(rows);
  return `\
# Commands for a gdb that is attached to textpoke, printed by 'textpoke gdbinit'.
# Load it before or after connecting:  gdb -x textpoke.gdb IMAGE

# gdb would show sections that the file calls read-only as they are in the file: never patched.
set trust-readonly-sections off

if $_isvoid($_memeq)
${plainScript(ownCommands, passed)}else
python
${pythonScript(ownCommands, passed)}end
end
`;
}
