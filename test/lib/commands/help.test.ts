import { expect, it } from 'vitest';
import { commands } from '../../../lib/commands/commands.ts';
import { helpText } from '../../../lib/commands/help.ts';

it.each(commands)('the help of $name fits a terminal of 80 columns and names every flag', (command) => {
  const text = helpText(command, commands.slice(1));
  for (const flag of command.flags) expect(text).toContain(`--${flag}`);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
