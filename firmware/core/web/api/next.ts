/**
 * The next piece of what a program asked for; empty at its end. Loaded on demand, and so is each kind.
 * In: the source as it is now, and how far the flow is. Out: some hundred bytes.
 */
import { jsonString } from '../../message/json.ts';
import type { Flow } from '../exchange.ts';
import { load as loadData } from './data.far.ts';
import { load as loadFacts } from './facts.far.ts';
import { load as loadList } from './list.far.ts';
import { load as loadMetrics } from './metrics.far.ts';
import type { ApiSource } from './source.ts';

const PIECE_BYTES = 500;

/** What programs ask first that know the fields of `data`: the names are ours. */
function nextOfAbout(source: ApiSource, flow: Flow): string {
  if (flow.at >= 0) return '';
  flow.at = 0;
  const names = '{"product_type":"SMARTY","product_name":"Smarty dongle","serial":';
  const version = ',"firmware_version":' + jsonString(source.version);
  return names + jsonString(source.name) + version + ',"api_version":"v1"}';
}

function nextOfText(flow: Flow): string {
  const at = Math.max(0, flow.at);
  flow.at = at + PIECE_BYTES;
  return flow.lines.substr(at, PIECE_BYTES);
}

export function nextOfApi(source: ApiSource, flow: Flow): string {
  const kind = flow.kind;
  if (kind === 'metrics') return loadMetrics().nextMetrics(source, flow);
  if (kind === 'data') return loadData().nextData(source, flow);
  if (kind === 'facts') return loadFacts().nextFacts(source, flow);
  if (kind === 'telegram') return nextOfText(flow);
  if (kind === 'about') return nextOfAbout(source, flow);
  return loadList().nextList(source, flow);
}
