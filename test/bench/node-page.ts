/** What docs/benchmark.md says of Node. In: nothing. Out: the fields of page.md, by their names. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { ANEW, MEMORY, nodeRates, PEER } from './node.ts';
import type { Rate } from './node.ts';
import { pythonVersion } from './proxy.ts';
import { changedLines, SERIES, seriesTelegrams } from './series.ts';
import { table, whole } from './table.ts';

const { DSMR_PARSER, SMARTY_PROXY } = process.env;

/** The commit that a peer's repository stands at. */
function commitOf(path: string): string {
  const git = spawnSync('git', ['-C', dirname(path), 'rev-parse', '--short=10', 'HEAD']);
  return String(git.stdout).trim() || 'unknown';
}

function peerText(): string {
  const parser = DSMR_PARSER
    ? `@athombv/dsmr-parser, at commit ${commitOf(DSMR_PARSER)}, is called by its own function for ` +
      'encrypted telegrams, `parseDsmr` with key and additional data: it finds no frame in a stream, ' +
      'decrypts, checks the CRC, and parses the registers that it knows, through floating point.'
    : '@athombv/dsmr-parser was not measured in this run.';
  const proxy = SMARTY_PROXY
    ? `smarty_dsmr_proxy, at commit ${commitOf(SMARTY_PROXY)}, runs under ${pythonVersion()}: first its ` +
      '`SmartyProxy.decrypt` alone, which verifies the tag, with all parts cut out for it; then its ' +
      '`process`, byte by byte from a port that is in memory, with what it prints thrown away. ' +
      'Neither checks a CRC or parses a line.'
    : 'smarty_dsmr_proxy was not measured in this run.';
  return `${parser}\n\n${proxy}`;
}

function ratioText(rates: Rate[], peer: Rate | undefined): string {
  if (!peer) return 'Without the peer there is no ratio to tell.';
  const ratioOf = (name: string) => {
    const rate = rates.find((each) => each.name === name) as Rate;
    return `${(rate.perSecond / peer.perSecond).toFixed(1)} times`;
  };
  return (
    `From encrypted frame to values, Node does ${ratioOf(MEMORY)} as many telegrams as the peer with what ` +
    `it remembers, and ${ratioOf(ANEW)} as many without.`
  );
}

/** Prose in lines, as the rest of the page has it. */
function wrapped(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/(.{1,99})(?: |$)/g, '$1\n').trimEnd())
    .join('\n');
}

export function nodeFields(): Record<string, string> {
  const rates = nodeRates();
  const peer = rates.find(({ name }) => name === PEER);
  const rows = rates.map(({ name, perSecond }) => [
    name,
    whole(perSecond),
    peer ? `${(perSecond / peer.perSecond).toFixed(2)} x` : 'not measured',
  ]);
  return {
    NODE_VERSION: process.version,
    SERIES: whole(SERIES),
    CHANGED: String(Math.round(changedLines(seriesTelegrams()))),
    PEERS: wrapped(peerText()),
    NODE: table(['what', 'a second', 'against the peer'], rows),
    RATIOS: wrapped(ratioText(rates, peer)),
  };
}
