// Browser tests against the real binary. One file has one server of its own;
// inside a file the tests run in order.
import { defineConfig } from '@playwright/test';

// The browser without its own windows (Debian's chromium-headless-shell): the same
// engine, net and scripts. A toolbar and an address bar for each window, which
// nobody sees here, would be pages with a process of their own.
export const launch = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', ...(process.env.CHROMIUM_FLAGS ?? '').split(' ').filter(Boolean)],
};

// The longest files come first: one of them at the end would leave a core idle.
const long = /(pages|demo|third)\.spec\.js$/;

export default defineConfig({
  testDir: '.',
  projects: [{ name: 'long', testMatch: long }, { name: 'others', testMatch: '*.spec.js', testIgnore: long }],
  globalSetup: './lib/setup.js',
  outputDir: 'test-results',
  workers: 3, // a test waits for a good part of its time: two leave two cores idle
  fullyParallel: false,
  retries: 1, // a machine that stalls for seconds is not the product; what failed once is listed as flaky
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1366, height: 768 },
    deviceScaleFactor: 1, // whatever the screen of this machine is
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    actionTimeout: 10_000,
    launchOptions: launch,
    video: 'off',
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
