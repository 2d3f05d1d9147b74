import { chromium as playwright, type Browser } from 'playwright-core';
import { chromium } from './skip.ts';

/** The browser that `lacks('browser')` found, also as root, sending nothing anywhere by itself. */
export function launchBrowser(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return playwright.launch({ executablePath: chromium!, args });
}
