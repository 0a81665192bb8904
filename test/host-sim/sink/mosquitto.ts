/** Mosquitto with a configuration of its own, and certificates made for it by openssl. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort } from '../command/program.ts';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export interface Certificates {
  folder: string;
  ca: string;
  /** Of another authority. */
  otherCa: string;
  server: string;
  serverKey: string;
  client: string;
  clientKey: string;
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}

/** An authority, and what it has signed: a server at 127.0.0.1, and a client. */
export function newCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const at = (name: string) => join(folder, name);
  const authority = (name: string) =>
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      ...['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)],
    );
  const signed = (name: string, extension: string) => {
    writeFileSync(at(`${name}.ext`), extension);
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      ...['-keyout', at(`${name}.key`), '-out', at(`${name}.csr`)],
    );
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      ...[
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        at(`${name}.ext`),
        '-out',
        at(`${name}.pem`),
      ],
    );
  };
  authority('ca');
  authority('other');
  signed('server', 'subjectAltName=IP:127.0.0.1');
  signed('client', 'extendedKeyUsage=clientAuth');
  return {
    folder,
    ca: at('ca.pem'),
    otherCa: at('other.pem'),
    server: at('server.pem'),
    serverKey: at('server.key'),
    client: at('client.pem'),
    clientKey: at('client.key'),
  };
}

export interface Mosquitto {
  port: number;
  stop(): Promise<void>;
}

async function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

/** `lines` follow the listener's own. Resolves when it answers. */
export async function startMosquitto(lines: string[], given?: number): Promise<Mosquitto> {
  const port = given ?? (await freePort());
  const config = join(mkdtempSync(join(tmpdir(), 'mosquitto-')), 'mosquitto.conf');
  // Where root runs the tests, files that only root can read.
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  const all = [...user, `listener ${port} 127.0.0.1`, ...lines];
  writeFileSync(config, [...all, 'persistence false', ''].join('\n'));
  const child = spawn('mosquitto', ['-c', config], { stdio: 'ignore' });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  let isThere = false;
  const look = async () => {
    isThere = await isOpen(port);
    if (!isThere && child.exitCode === null) setTimeout(look, 20);
  };
  void look();
  await eventually(() => isThere, 'a broker');
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
