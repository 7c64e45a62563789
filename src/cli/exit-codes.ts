/** What the exit status of textpoke means: one table, printed by `--help` and kept by tests. */

export const exitCode = {
  fine: 0,
  guestFailed: 1,
  usage: 2,
  image: 3,
  unsupported: 4,
  tripleFault: 5,
  defect: 70,
  budgetSpent: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** How a status that the guest chose becomes one of textpoke. */
export const exitRules = ['textpoke', 'qemu'] as const;
export type ExitRule = (typeof exitRules)[number];

/** One sentence for each status, in the order of the numbers. */
export const exitMeanings: ReadonlyMap<ExitCode, string> = new Map([
  [exitCode.fine, 'The guest ended the machine with status 0, or gdb did.'],
  [
    exitCode.guestFailed,
    'The guest ended it with another status or halted for good; diff found a difference.',
  ],
  [exitCode.usage, 'The command line asks for something that cannot be.'],
  [exitCode.image, 'An image or module cannot be read or loaded.'],
  [exitCode.unsupported, 'The machine asked for is not supported.'],
  [exitCode.tripleFault, 'A CPU went into shutdown (triple fault).'],
  [exitCode.defect, 'A defect of textpoke: please report it.'],
  [exitCode.budgetSpent, 'The steps that --budget allows are used up.'],
  [exitCode.interrupted, 'Interrupted (Ctrl-C), or nobody reads the output any more.'],
]);
