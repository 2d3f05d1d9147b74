import path from 'node:path';
import { isFolder, namesIn } from './inside.ts';

const DEPTH = 2;
const FILES_AT_MOST = 50;

/** The ONNX files in a folder and in its folders, as paths from it; the shortest first. */
export function onnxFiles(folder: string): string[] {
  const found: string[] = [];
  const look = (below: string, depth: number): void => {
    for (const name of namesIn(path.join(folder, below))) {
      if (found.length > FILES_AT_MOST || name.startsWith('.')) continue;
      const file = path.join(below, name);
      if (name.toLowerCase().endsWith('.onnx')) found.push(file);
      else if (depth < DEPTH && isFolder(path.join(folder, file))) look(file, depth + 1);
    }
  };
  look('', 0);
  return found.toSorted((a, b) => depthOf(a) - depthOf(b));
}

/** The file that is meant, of those that lie highest: the only one, or the one called model.onnx, as exporters call it. */
export function chosenOnnx(files: string[]): string | undefined {
  const highest = files.filter((file) => depthOf(file) === depthOf(files[0]!));
  return highest.length === 1 ? highest[0] : highest.find((file) => path.basename(file) === 'model.onnx');
}

function depthOf(file: string): number {
  return file.split(path.sep).length;
}
