/** The calendar of the 146818: seconds since 1970 as the bytes of its registers, and back. */

/** Registers by index. */
export const clockRegister = {
  seconds: 0,
  secondsAlarm: 1,
  minutes: 2,
  minutesAlarm: 3,
  hours: 4,
  hoursAlarm: 5,
  weekday: 6,
  day: 7,
  month: 8,
  year: 9,
  century: 0x32,
} as const;

/** Bits of register B that change how the bytes are read: binary digits, 24 hours. */
export const format = { binary: 0x04, hours24: 0x02 } as const;

const afternoon = 0x80;
const secondsPerDay = 86_400;

/** A number below 100 as a register holds it. */
const encode = (number: number, mode: number): number =>
  (mode & format.binary) !== 0 ? number : Math.floor(number / 10) * 16 + (number % 10);
const decode = (byte: number, mode: number): number =>
  (mode & format.binary) !== 0 ? byte : (byte >> 4) * 10 + (byte & 15);

function encodeHour(hour: number, mode: number): number {
  if ((mode & format.hours24) !== 0) return encode(hour, mode);
  return encode(hour % 12 === 0 ? 12 : hour % 12, mode) | (hour >= 12 ? afternoon : 0);
}

/** The hour that a register (of the time or the alarm) means, 0 to 23. */
export function decodeHour(byte: number, mode: number): number {
  if ((mode & format.hours24) !== 0) return decode(byte, mode);
  return (decode(byte & ~afternoon, mode) % 12) + ((byte & afternoon) !== 0 ? 12 : 0);
}

export const decodeNumber = decode;

/** Days from 1970-01-01 to a date of the Gregorian calendar; the month counts from 1. */
function daysTo(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468;
}

function dateOf(days: number): { year: number; month: number; day: number } {
  // The year is found from below: no more than a year off.
  let year = 1970 + Math.floor(days / 366);
  while (daysTo(year + 1, 1, 1) <= days) year++;
  let month = 12;
  while (daysTo(year, month, 1) > days) month--;
  return { year, month, day: days - daysTo(year, month, 1) + 1 };
}

/** The time registers for `seconds` since 1970, as pairs of index and byte. */
export function clockBytes(seconds: number, mode: number): readonly (readonly [number, number])[] {
  const days = Math.floor(seconds / secondsPerDay);
  const rest = seconds - days * secondsPerDay;
  const { year, month, day } = dateOf(days);
  return [
    [clockRegister.seconds, encode(rest % 60, mode)],
    [clockRegister.minutes, encode(Math.floor(rest / 60) % 60, mode)],
    [clockRegister.hours, encodeHour(Math.floor(rest / 3600), mode)],
    // Sunday is 1, and 1970 began on a Thursday.
    [clockRegister.weekday, encode(((days + 4) % 7) + 1, mode)],
    [clockRegister.day, encode(day, mode)],
    [clockRegister.month, encode(month, mode)],
    [clockRegister.year, encode(year % 100, mode)],
    [clockRegister.century, encode(Math.floor(year / 100), mode)],
  ];
}

/** Seconds since 1970 that the time registers mean; what cannot be a date flows over. */
export function secondsOf(byteAt: (index: number) => number, mode: number): number {
  const number = (index: number): number => decode(byteAt(index), mode);
  const year = number(clockRegister.century) * 100 + number(clockRegister.year);
  const days = daysTo(year, number(clockRegister.month), number(clockRegister.day));
  const hour = decodeHour(byteAt(clockRegister.hours), mode);
  const time = hour * 3600 + number(clockRegister.minutes) * 60 + number(clockRegister.seconds);
  return days * secondsPerDay + time;
}

/** Seconds of the day at which an alarm is due; undefined where any value will do. */
export interface Alarm {
  readonly hour: number | undefined;
  readonly minute: number | undefined;
  readonly second: number | undefined;
}

/** The first second after `seconds` (since 1970) that the alarm means; undefined if there is none. */
export function nextAlarm({ hour, minute, second }: Alarm, seconds: number): number | undefined {
  const matches = (wanted: number | undefined, value: number): boolean =>
    wanted === undefined || wanted === value;
  let at = seconds + 1;
  while (at <= seconds + secondsPerDay) {
    const rest = at % secondsPerDay;
    if (!matches(hour, Math.floor(rest / 3600))) at += 3600 - (rest % 3600);
    else if (!matches(minute, Math.floor(rest / 60) % 60)) at += 60 - (rest % 60);
    else if (!matches(second, rest % 60)) at++;
    else return at;
  }
  return undefined;
}
