// Browser tests against the real binary. One file has one server of its own;
// inside a file the tests run in order.
import { defineConfig } from '@playwright/test';

// Chromium draws a toolbar and an address bar for every window, which nobody
// sees here, as pages with a process of their own: two thirds of what a window
// costs. Of flags for features the last one counts, so what Playwright itself
// turns off stands here again.
const without = ['PreloadTopChromeWebUI', 'WebUIOmniboxPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxAimPopup', 'WebUIToolbar', 'InitialWebUI',
  'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay',
  'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints',
  'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'];

export const launch = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--disable-features=${without}`, ...(process.env.CHROMIUM_FLAGS ?? '').split(' ').filter(Boolean)],
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
