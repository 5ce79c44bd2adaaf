import { defineConfig } from 'vitest/config'

// Set here, because the global setup runs in this very process.
process.env['FAULTS'] ??= '1'
process.env['FAULTS_PROOF'] ??= 'docs/proof/faults.md'

export default defineConfig({
  test: {
    include: ['tests/faults/**/*.test.ts'],
    globalSetup: ['tests/harness/global-setup.ts', 'tests/harness/proof-table.ts'],
    hookTimeout: 60_000,
    fileParallelism: false,
  },
})
