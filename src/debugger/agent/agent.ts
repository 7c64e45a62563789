/** What agent expressions share: trace state variables, and what they have printed. */

export interface Agent {
  /** Values of trace state variables, by their numbers. */
  readonly variables: Map<number, bigint>;
  /** Prints for gdb's user. */
  say(text: string): void;
  /** What was printed since it was last taken. */
  take(): string;
}

const charactersMax = 2 ** 20;

export function newAgent(): Agent {
  let said = '';
  let lost = 0;
  return {
    variables: new Map(),
    say(text) {
      if (said.length + text.length <= charactersMax) said += text;
      else lost += text.length;
    },
    take() {
      const text = lost === 0 ? said : `${said}textpoke: ${lost} more characters are lost\n`;
      said = '';
      lost = 0;
      return text;
    },
  };
}
