/** What the guest may ask for and is refused as if it were wrong. */
export const absentThing = { taskSwitch: 0, virtual8086: 1 } as const;

/** As the log names them. */
export const absentThings: readonly string[] = ['a hardware task switch', 'virtual-8086 mode'];
