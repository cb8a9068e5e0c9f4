// What every file's tests stand on: one server for the file, and a browser
// whose every page is watched for faults.
import { test as base } from '@playwright/test';
import { Town } from './town.js';
import { watch } from './watch.js';

export { expect } from '@playwright/test';

// What the browser says while the server is down.
const cut = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_NETWORK_IO_SUSPENDED/;

// stage is the test function of one file. Each call makes a server of its own,
// on a copy of the seeded town unless start says otherwise.
export const stage = (start = () => Town.start()) => base.extend({
  // downtime: the server dies in this test, so cut connections are expected.
  downtime: [false, { option: true }],
  // allowed: what else the browser may say, such as of a page that does not exist.
  allowed: [/^$/, { option: true }],
  town: [async ({}, use) => {
    const town = await start();
    await use(town);
    await town.stop();
  }, { scope: 'worker' }],
  watched: [async ({ context, downtime, allowed }, use) => {
    const seen = watch(context, (text) => (downtime && cut.test(text)) || allowed.test(text));
    await use(seen);
    seen.none();
  }, { auto: true }],
});
