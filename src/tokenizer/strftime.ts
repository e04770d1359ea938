import { VitrineError } from "../errors.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

const DIRECTIVES: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getFullYear()),
  y: (date) => padded(date.getFullYear() % 100),
  m: (date) => padded(date.getMonth() + 1),
  B: (date) => MONTHS[date.getMonth()],
  b: (date) => MONTHS[date.getMonth()].slice(0, 3),
  d: (date) => padded(date.getDate()),
  j: (date) => padded(dayOfYear(date), 3),
  A: (date) => DAYS[date.getDay()],
  a: (date) => DAYS[date.getDay()].slice(0, 3),
  H: (date) => padded(date.getHours()),
  I: (date) => padded(date.getHours() % 12 || 12),
  p: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  M: (date) => padded(date.getMinutes()),
  S: (date) => padded(date.getSeconds()),
  F: (date) => strftime(date, "%Y-%m-%d"),
  T: (date) => strftime(date, "%H:%M:%S"),
  "%": () => "%",
};

/**
 * A local date as Python's `strftime` writes it, names in English whatever the machine's language;
 * `%-d` leaves out leading zeros.
 *
 * @throws VitrineError `UNSUPPORTED` for a directive that is not known here.
 */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(-?)(.?)/g, (directive, bare: string, letter: string) => {
    const write = DIRECTIVES[letter];
    if (write !== undefined) return bare === "" ? write(date) : write(date).replace(/^0+(?=.)/, "");
    throw new VitrineError(
      "UNSUPPORTED",
      `strftime: the directive "${directive}" is not known; expected one of ${Object.keys(DIRECTIVES).join(", ")}.`,
    );
  });
}

function padded(value: number, digits = 2): string {
  return String(value).padStart(digits, "0");
}

function dayOfYear(date: Date): number {
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return (Date.UTC(year, month, day) - Date.UTC(year, 0, 0)) / 86_400_000;
}
