// Times and intervals as a person reads them. The page is in English, so its numbers are too.

// Local time of day with milliseconds.
export function timeOfDay(ms: number): string {
  const at = new Date(ms);
  return `${clock(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

// The same with the day before it where that is not today; the year is in the row's details.
export function clockWithDay(ms: number, today: string): string {
  if (dayOf(ms) === today) return timeOfDay(ms);
  const at = new Date(ms);
  return `${at.getDate()} ${months[at.getMonth()]} ${timeOfDay(ms)}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function clockTime(ms: number): string {
  return clock(new Date(ms));
}

export function dayOf(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const two = (n: number) => String(n).padStart(2, '0');

// The time since the message before on the same topic; a dash for the topic's first.
export function delta(ms: number | null): string {
  if (ms === null) return '—';
  const sign = ms < 0 ? '−' : '+';
  const size = Math.abs(ms);
  if (size < 10 && !Number.isInteger(size)) return `${sign}${size.toFixed(1)} ms`;
  if (size < 999.5) return `${sign}${Math.round(size)} ms`;
  if (size < 59_999.5) return `${sign}${(size / 1000).toFixed(3)} s`;
  return sign + long(size);
}

function long(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${two(hours % 24)} h`;
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  return `${minutes} min ${two(seconds % 60)} s`;
}

// How long ago, in whole seconds and coarser; for the status line, which ticks once a second.
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 1) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  return `${long(seconds * 1000)} ago`;
}

export function inSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds <= 0 ? 'now' : `in ${seconds} s`;
}

export function withCommas(n: number): string {
  return n.toLocaleString('en');
}
