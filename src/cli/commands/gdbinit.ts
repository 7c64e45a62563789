/** `textpoke gdbinit`: a script for gdb, rendered from the table of monitor commands. */
import { catchCommands } from '../../debugger/monitor/catch.ts';
import { monitorCommands } from '../../debugger/monitor/commands.ts';
import type { MonitorRow } from '../../report/gdb-script/commands.ts';
import { gdbScript } from '../../report/gdb-script/script.ts';

/** The monitor's commands; each thing that can be caught is one by itself. */
export const scriptedCommands = (): readonly MonitorRow[] => [...monitorCommands, ...catchCommands];

/** The script. */
export const gdbinit = (): string => gdbScript(scriptedCommands());
