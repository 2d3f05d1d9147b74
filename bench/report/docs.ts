import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';
import { serversChart } from './chart.ts';
import { scalingChart } from './lines.ts';
import { type Report, reportJson, reportMarkdown } from './report.ts';

const docs = path.join(packageRoot, 'docs');
const page = path.join(docs, 'performance.md');
const raw = path.join(docs, 'performance.json');

const BEGIN = '<!-- What follows is written by `npm run bench -- --docs`. -->';
const END = '<!-- Until here. -->';

/** What of docs/performance.md and beside it is generated: path → content. */
export async function performanceFiles(report: Report): Promise<Map<string, string>> {
  const text = await readFile(page, 'utf8');
  const [before, after] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  const region = `\n\n${reportMarkdown(report)}\n\n`;
  return new Map([
    [page, text.slice(0, before) + region + text.slice(after)],
    [path.join(docs, 'performance.svg'), serversChart(report.samples)],
    [path.join(docs, 'scaling.svg'), scalingChart(report.samples)],
    [raw, reportJson(report)],
  ]);
}

export async function writePerformance(report: Report): Promise<void> {
  for (const [file, content] of await performanceFiles(report)) await writeFile(file, content);
}

/** What an earlier run wrote, by default that of docs/performance.md. */
export async function readReport(file = raw): Promise<Report> {
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}
