// A town on several nodes: PostgreSQL, an S3-compatible store, the seeded town
// brought there by a backup, and the plainest load balancer before the nodes.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './setup.js';
import { answers, freePort, seeded, until } from './town.js';

// Balancer gives each connection to the next node, and to another one where
// nobody answers. It knows nothing of sessions.
class Balancer {
  constructor() { Object.assign(this, { ports: [], turn: 0, open: new Map() }); }

  async listen() {
    this.server = createServer((from) => this.#join(from, this.ports.length));
    await new Promise((r) => { this.server.listen(0, '127.0.0.1', r); });
    return this.server.address().port;
  }

  #join(from, tries) {
    const port = this.ports[this.turn++ % this.ports.length];
    const to = connect(port, '127.0.0.1');
    from.on('error', () => to.destroy());
    to.once('connect', () => {
      this.open.set(from, port);
      from.once('close', () => { this.open.delete(from); to.destroy(); });
      to.once('close', () => from.destroy());
      from.pipe(to).pipe(from);
    });
    to.once('error', () => (tries > 1 && !this.open.has(from) ? this.#join(from, tries - 1) : from.destroy()));
  }

  // at counts the connections that a node has.
  at(port) { return [...this.open.values()].filter((p) => p === port).length; }

  close() {
    for (const from of this.open.keys()) from.destroy();
    this.server.close();
  }
}

export class Ward {
  static async start(nodes = 2) {
    const w = new Ward();
    w.dir = mkdtempSync(join(tmpdir(), 'hitomado-ward-'));
    w.data = join(w.dir, 'data');
    w.config = join(w.dir, 'ward.yaml');
    execFileSync('go', ['build', '-trimpath', '-o', join(w.dir, 'ground'), './e2e/ground'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    w.ground = spawn(join(w.dir, 'ground'), ['-dir', w.dir], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await new Promise((resolve, reject) => {
      createInterface({ input: w.ground.stdout }).once('line', (l) => resolve([l]));
      w.ground.once('exit', () => reject(new Error('no PostgreSQL or no image store')));
    });
    const { database, images } = JSON.parse(line);
    w.database = database;
    writeFileSync(w.config, images, { mode: 0o600 });
    w.#move();
    w.balancer = new Balancer();
    w.url = `http://127.0.0.1:${await w.balancer.listen()}`;
    w.nodes = [];
    for (let n = 0; n < nodes; n++) await w.add();
    return w;
  }

  // move brings the seeded town from its folder to PostgreSQL and the bucket.
  #move() {
    const env = { ...process.env, HITOMADO_BACKUP_PASSPHRASE: 'みほん市の合いことば' };
    const file = join(this.dir, 'pilot.backup');
    const run = (...args) => execFileSync(process.env.HITOMADO_BIN, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    run('backup', file, '--data', join(seeded(), 'data'));
    run('restore', file, '--data', this.data, '--database', this.database, '--config', this.config);
  }

  // add starts one more node.
  async add() {
    const port = await freePort();
    const child = spawn(process.env.HITOMADO_BIN, ['serve', '--listen', `127.0.0.1:${port}`, '--data', this.data, '--database', this.database, '--config', this.config], { stdio: 'ignore' });
    const node = { port, child, gone: new Promise((r) => { child.once('exit', r); }) };
    await until('a node answers', () => answers(`http://127.0.0.1:${port}/healthz`), () => child.exitCode === null);
    this.nodes.push(node);
    this.balancer.ports.push(port);
    return node;
  }

  // kill ends a node as a power cut would; the balancer is told nothing.
  async kill(node) {
    node.child.kill('SIGKILL');
    await node.gone;
  }

  // quit ends a node in order, as an update does.
  async quit(node) {
    node.child.kill('SIGTERM');
    await node.gone;
  }

  async stop() {
    for (const n of this.nodes) if (n.child.exitCode === null) await this.kill(n);
    this.balancer.close();
    const over = new Promise((r) => { this.ground.once('exit', r); });
    this.ground.stdin.end();
    await over;
    rmSync(this.dir, { recursive: true, force: true });
  }
}
