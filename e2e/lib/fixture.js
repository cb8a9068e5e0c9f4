// What every file's tests stand on: one server for the file, and a browser
// whose every page is watched for faults.
import { test as base } from '@playwright/test';
import { Town } from './town.js';
import { watch } from './watch.js';

export { expect } from '@playwright/test';

// What the browser says while the server is down.
const cut = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_NETWORK_IO_SUSPENDED/;

// A worker has one browser for all its files, and the server of the file that
// it is at: the next file's first test ends it and starts another.
class Place {
  async of(file, start) {
    if (this.file !== file) {
      await this.leave();
      this.town = await start();
      this.file = file;
    }
    return this.town;
  }

  async leave() {
    const { town } = this;
    this.file = this.town = undefined;
    await town?.stop();
  }
}

// Fixtures of a worker are declared once: with some of its own a file would get
// a worker of its own, and that another browser.
const shared = base.extend({
  // downtime: the server dies in this test, so cut connections are expected.
  downtime: [false, { option: true }],
  // allowed: what else the browser may say, such as of a page that does not exist.
  allowed: [/^$/, { option: true }],
  place: [async ({}, use) => {
    const place = new Place();
    await use(place);
    await place.leave();
  }, { scope: 'worker' }],
  watched: [async ({ context, downtime, allowed }, use) => {
    const seen = watch(context, (text) => (downtime && cut.test(text)) || allowed.test(text));
    await use(seen);
    seen.none();
  }, { auto: true }],
});

// stage is the test function of one file, with a server of the file's own, on a
// copy of the seeded town unless start says otherwise.
export const stage = (start = () => Town.start()) => shared.extend({
  town: async ({ place }, use, { file }) => { await use(await place.of(file, start)); },
});
