/*
 * What the native runtime reads from the environment of the process. It has to be set on the main thread: in
 * a worker thread process.env is a copy that native code does not see.
 */
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** ONNX Runtime sends nothing anywhere with this. */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}

/**
 * Text models (StringNormalizer, scikit-learn's vectorisers) need the locale en_US.UTF-8, which slim systems
 * lack.
 */
export function isMissingLocale(message: string): boolean {
  return message.includes('en_US.UTF-8');
}

const C_UTF8 = '/usr/lib/locale/C.utf8';

/**
 * Offers Debian's C.utf8 under that name, in a folder of its own that is removed at the end. The image has
 * such a link already, so nothing is written there.
 * @returns whether it makes sense to try again.
 */
export function provideLocale(): boolean {
  if (process.env.LOCPATH || !existsSync(C_UTF8)) return false;
  try {
    const folder = mkdtempSync(join(tmpdir(), 'locale-'));
    symlinkSync(C_UTF8, join(folder, 'en_US.utf8'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    process.env.LOCPATH = folder;
    return true;
  } catch {
    return false; // A read-only file system: the model's own message is then the better one.
  }
}
