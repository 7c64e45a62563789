/** The 8254 timer of a PC and its share of port 0x61: IRQ 0, and the speaker's gate (231164). */
import { present } from '../../foundation/assert.ts';
import { bytePorts } from '../byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from '../device.ts';
import { ticksAt, timeOfTick } from '../ticks.ts';
import type { Channel } from './channel.ts';
import { channel, channelStateBytes } from './channel.ts';

export const pitHertz = 1_193_182;

const firstPort = 0x40;
const controlPort = 0x43;
const speakerPort = 0x61;

/** Bytes of state behind the three channels. */
const at = {
  /** Virtual time of the next interrupt as a float64, 0 if there is none. */
  due: 3 * channelStateBytes,
  speaker: 3 * channelStateBytes + 8,
  bytes: 3 * channelStateBytes + 16,
} as const;

const speaker = { gate: 0x01, data: 0x02, refresh: 0x10, output: 0x20 } as const;
/** Port 0x61 bit 4 toggles with each memory refresh. */
const refreshNanoseconds = 15_085;

export const pit: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  const channels = [0, 1, 2].map((index) =>
    channel(
      new DataView(state.buffer, state.byteOffset + index * channelStateBytes, channelStateBytes),
    ),
  );
  const channelAt = (index: number): Channel => present(channels[index], `PIT channel ${index}`);
  const [system, tone] = [channelAt(0), channelAt(2)];
  tone.setGate(false, 0);
  const tick = (): number => ticksAt(context.now(), pitHertz);

  /** What IRQ 0 does next. Firmware's own tick is not heard before somebody programs channel 0. */
  function schedule(): void {
    const rise = system.nextRise(tick());
    state.setFloat64(at.due, rise === undefined ? 0 : timeOfTick(rise, pitHertz), true);
  }

  function writeControl(value: number): void {
    if (value >> 6 === 3) {
      readBack(channels, value, tick());
      return;
    }
    channelAt(value >> 6).control(value, tick());
    if (value >> 6 !== 0 || (value & 0x30) === 0) return;
    context.drive('pit', system.output(tick()));
    schedule();
  }

  function readSpeaker(): number {
    const refresh = Math.floor(context.now() / refreshNanoseconds) % 2;
    const output = tone.output(tick()) ? speaker.output : 0;
    return state.getUint8(at.speaker) | (refresh * speaker.refresh) | output;
  }

  function read(port: number): number {
    if (port === speakerPort) return readSpeaker();
    return port === controlPort ? 0 : channelAt(port - firstPort).read(tick());
  }

  function write(port: number, value: number): void {
    if (port === speakerPort) {
      state.setUint8(at.speaker, value & (speaker.gate | speaker.data));
      tone.setGate((value & speaker.gate) !== 0, tick());
    } else if (port === controlPort) writeControl(value);
    else {
      channelAt(port - firstPort).write(value, tick());
      if (port === firstPort) schedule();
    }
  }

  return {
    name: 'pit',
    help: 'an 8254 with all six modes, on IRQ 0; the gate of channel 2 in port 0x61',
    stateBytes: at.bytes,
    ports: [
      { first: firstPort, last: controlPort },
      { first: speakerPort, last: speakerPort },
    ],
    ...bytePorts(speakerPort, read, write),
    deadline: () => state.getFloat64(at.due, true) || undefined,
    advance() {
      // The pulse or half wave before the edge is over: only the edge is anybody's business.
      context.drive('pit', false);
      context.drive('pit', true);
      schedule();
    },
  };
}

/** The read-back command: bits 5 and 4, when clear, latch the count and the status. */
function readBack(channels: readonly Channel[], value: number, tick: number): void {
  for (const [index, one] of channels.entries()) {
    if (((value >> (index + 1)) & 1) === 0) continue;
    if ((value & 0x20) === 0) one.latchCount(tick);
    if ((value & 0x10) === 0) one.latchStatus(tick);
  }
}
