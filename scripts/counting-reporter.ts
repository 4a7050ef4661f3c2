import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'

/**
 * Ends a test run with each skipped test and its reason, and with `N passed, N failed, N skipped` on a line of its
 * own. With TICKWISE_REQUIRE_SERVICES=1 a skip makes the run fail: on a machine that is meant to have a browser and
 * the services, a test that did not run proves nothing. Other frameworks are no services: a skip whose reason begins with
 * "optional:" is printed and counted, but fails nothing.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    // Files that did not load, and groups whose set-up or tidying up failed: no test of theirs may have.
    const broken = modules
      .flatMap((module) => [module, ...module.children.allSuites()])
      .filter((group) => group.errors().length > 0)
    const passed = tests.filter((test) => test.result().state === 'passed').length
    const failed = tests.filter((test) => test.result().state === 'failed').length
    for (const test of skipped)
      console.log(`skipped: ${test.module.relativeModuleId} > ${test.fullName}: ${reason(test)}`)
    const missing = skipped.filter((test) => !reason(test).startsWith('optional:'))
    if (process.env['TICKWISE_REQUIRE_SERVICES'] === '1' && missing.length > 0) {
      console.log('TICKWISE_REQUIRE_SERVICES=1 allows no test without its service')
      process.exitCode = 1
    }
    const failures = failed + broken.length + unhandledErrors.length
    console.log(`\n${passed} passed, ${failures} failed, ${skipped.length} skipped\n`)
  }
}

function reason(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return (
    note ?? (setUpFailed(test.parent) ? 'its set-up failed' : 'no reason given (call context.skip(condition, reason))')
  )
}

function setUpFailed(suite: TestSuite | TestModule): boolean {
  return suite.errors().length > 0 || (suite.type === 'suite' && setUpFailed(suite.parent))
}
