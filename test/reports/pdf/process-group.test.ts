import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { killGroup, processGroup } from '../../../reports/pdf/process-group.ts';

test('a group is its leader and what the leader started; killed, none of them is left', async context => {
  if (process.platform !== 'linux') context.skip('processes are read from /proc, which Linux alone has');
  const inner = 'process.stdout.write("up");setInterval(() => {}, 1e6)';
  const outer = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}], { stdio: "inherit" });setInterval(() => {}, 1e6)`;
  const leader = spawn(process.execPath, ['-e', outer], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(leader.stdout, 'data');
  const group = processGroup(leader.pid!);
  expect(group).toHaveLength(2);
  expect(group.map(({ pid }) => pid)).toContain(leader.pid);
  for (const { privateBytes } of group) expect(privateBytes).toBeGreaterThan(1_000_000);
  killGroup(leader.pid!);
  await once(leader, 'exit');
  await expect.poll(() => processGroup(leader.pid!)).toEqual([]);
  expect(() => killGroup(leader.pid!)).not.toThrow();
});
