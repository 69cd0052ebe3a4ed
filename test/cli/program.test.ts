import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { packageInfo } from '../../cli/package-info.ts';
import { createProgram } from '../../cli/program.ts';

const commandsOf = (command: Command): readonly Command[] => command.commands.flatMap(one => [one, ...commandsOf(one)]);

test('every command says in a line what it does', () => {
  expect(commandsOf(createProgram()).filter(one => !/^\S.+[^.]$/.test(one.description()))).toEqual([]);
});

test('--version and -V print the version and nothing else', async () => {
  for (const flag of ['--version', '-V']) {
    let printed = '';
    const program = createProgram().configureOutput({
      writeOut: text => {
        printed += text;
      },
    });
    await expect(program.parseAsync([flag], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
    expect(printed).toBe(`${packageInfo().version}\n`);
  }
});
