// One running town: a server process with a data folder of its own.
import { spawn } from 'node:child_process';
import { cpSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const seeded = () => process.env.HITOMADO_E2E;

// facts are the people and the forms of the seeded town.
export const facts = () => JSON.parse(readFileSync(join(seeded(), 'samples', 'seed.json'), 'utf8'));

export const freePort = () => new Promise((resolve, reject) => {
  const s = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = s.address();
    s.close(() => resolve(port));
  });
});

export async function answers(url) {
  try { return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok; } catch { return false; }
}

// until tries again every few milliseconds, for at most 30 seconds.
export async function until(what, ok, alive = () => true) {
  const end = Date.now() + 30_000;
  while (!(await ok())) {
    if (!alive() || Date.now() > end) throw new Error(`${what}: it did not happen`);
    await new Promise((r) => setTimeout(r, 20));
  }
}

export class Town {
  // start runs `serve` on a copy of the seeded town, or another command.
  static start(command = 'serve', ...flags) {
    return Town.#open((dir) => { if (command === 'serve') cpSync(join(seeded(), 'data'), dir, { recursive: true }); }, command, flags);
  }

  // empty runs `serve` on a folder with nothing in it.
  static empty() { return Town.#open(() => {}, 'serve', []); }

  static async #open(fill, command, flags) {
    const t = new Town();
    t.dir = mkdtempSync(join(tmpdir(), 'hitomado-town-'));
    t.args = [command, ...flags, '--data', join(t.dir, 'data')];
    fill(join(t.dir, 'data'));
    t.port = await freePort();
    t.url = `http://127.0.0.1:${t.port}`;
    await t.up();
    return t;
  }

  async up() {
    const log = createWriteStream(join(this.dir, 'server.log'), { flags: 'a' });
    const child = spawn(process.env.HITOMADO_BIN, [...this.args, '--listen', `127.0.0.1:${this.port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.child = child;
    this.gone = new Promise((r) => child.once('exit', r));
    await until('the server answers', () => answers(`${this.url}/healthz`), () => child.exitCode === null);
  }

  // kill ends the process as a power cut would.
  async kill() {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  // restart brings the same town back at the same address.
  restart() { return this.up(); }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      const force = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
      await this.gone;
      clearTimeout(force);
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  log() { return readFileSync(join(this.dir, 'server.log'), 'utf8'); }
}
