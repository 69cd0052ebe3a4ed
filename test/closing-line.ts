import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with what was left out and why, then one line that counts: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) count.failed += 1;
      for (const one of module.children.allTests()) {
        const result = one.result();
        if (result.state === 'passed' || result.state === 'failed') count[result.state] += 1;
        else {
          count.skipped += 1;
          const reason = (result.state === 'skipped' ? result.note : undefined) ?? one.fullName;
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        }
      }
    }
    for (const [reason, tests] of reasons) process.stdout.write(`\nLEFT OUT: ${tests} tests. ${reason}\n`);
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
