/** Writes how many tests passed and failed where `.ci/run` wants to find it. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts tests; a file that cannot even be loaded, or a stray error, counts as a failed test. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const path = process.env['TEXTPOKE_TEST_COUNTS'];
    if (path === undefined) return;
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        if (state === 'failed') failed++;
      }
    }
    writeFileSync(path, `${passed} passed, ${failed} failed\n`);
  }
}
