/**
 * The programs that the checks need. In: a command. Out: what it printed. Installs nothing: says
 * what is missing and how to get it.
 */
import { spawnSync } from 'node:child_process';

interface Tool {
  command: string;
  versionArgs: string[];
  /** What its answer has to hold. */
  wanted: RegExp;
  advice: string;
}

/** pcbnew is for the Python that Debian packages, and for no other. */
export const PYTHON = '/usr/bin/python3';

const TOOLS: Tool[] = [
  {
    command: 'kicad-cli',
    versionArgs: ['version'],
    wanted: /^9\./,
    advice: 'KiCad 9 (Debian 12: from bookworm-backports; see hardware/README.md)',
  },
  {
    command: PYTHON,
    versionArgs: ['-c', 'import pcbnew; print(pcbnew.Version())'],
    wanted: /^9\./,
    advice: 'the Python module pcbnew of KiCad 9 (comes with the package kicad)',
  },
  { command: 'ngspice', versionArgs: ['--version'], wanted: /ngspice-\d+/, advice: 'ngspice' },
  { command: 'openscad', versionArgs: ['--version'], wanted: /20\d\d/, advice: 'openscad' },
  { command: 'pdftoppm', versionArgs: ['-v'], wanted: /pdftoppm/, advice: 'poppler-utils' },
];

export function missingTools(): string[] {
  return TOOLS.filter(({ command, versionArgs, wanted }) => {
    const { stdout, stderr, error } = spawnSync(command, versionArgs, { encoding: 'utf8' });
    return error !== undefined || !wanted.test(`${stdout}${stderr}`.trim());
  }).map(({ advice }) => advice);
}

export function runTool(command: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ended with ${status}: ${stderr || stdout}`);
  }
  return stdout;
}
