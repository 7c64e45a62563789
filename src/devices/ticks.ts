/** Ticks of an oscillator in virtual time, exact for every moment below 2^53 ns. */

const second = 1e9;

/** Whole ticks at `hertz` (below 9 MHz) since power-on. */
export const ticksAt = (nanoseconds: number, hertz: number): number => {
  const rest = nanoseconds % second;
  return ((nanoseconds - rest) / second) * hertz + Math.floor((rest * hertz) / second);
};

/** The first nanosecond at which `ticksAt` gives `ticks`. */
export const timeOfTick = (ticks: number, hertz: number): number => {
  const rest = ticks % hertz;
  return ((ticks - rest) / hertz) * second + Math.ceil((rest * second) / hertz);
};
