const KILO = 1000;

/** `1.2 kB`, in powers of 1000, as Docker shows sizes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(KILO)));
  const size = bytes / KILO ** power;
  return `${power === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[power]}`;
}

/** `1 file`, `2 files`; `plural` where it is not just an s. */
export function counted(count: number, thing: string, plural = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : plural}`;
}

const CONTROL = /\p{Cc}/gu;

/** Whether a text would move the cursor, ring, or change colours where it is printed. */
export function hasControls(text: string): boolean {
  return text.search(CONTROL) >= 0;
}

/** A text from elsewhere (a model, a layer) as it may be printed: it moves no cursor. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '?');
}
