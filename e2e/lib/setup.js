// Builds the binary and founds the town once; every server starts on a copy.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const shots = join(import.meta.dirname, '..', 'shots');

export function prepare() {
  const bin = join(root, 'bin', 'hitomado');
  const go = (...args) => execFileSync('go', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  go('build', '-trimpath', '-o', bin, './cmd/hitomado');
  const dir = mkdtempSync(join(tmpdir(), 'hitomado-e2e-'));
  go('run', '-trimpath', './e2e/seed', '-data', join(dir, 'data'), '-samples', join(dir, 'samples'));
  process.env.HITOMADO_BIN = bin;
  process.env.HITOMADO_E2E = dir;
  mkdirSync(shots, { recursive: true });
  return () => rmSync(dir, { recursive: true, force: true });
}

export default prepare;
