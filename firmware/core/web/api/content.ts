/**
 * Where programs may ask, and what they get there. In: a path. Out: a body that is made as it goes out
 * (next.ts), or undefined: nothing is there, or no telegram that is new enough.
 */
import { findText } from '../../bytes.ts';
import type { Flow } from '../exchange.ts';
import type { ApiNews } from './source.ts';

export type ApiKind = 'about' | 'list' | 'now' | 'telegram' | 'facts' | 'data' | 'metrics';

export interface ApiContent {
  kind: ApiKind;
  /** Media type. */
  type: string;
  /** There is nothing to tell without a telegram of the latest minute. */
  isFresh: boolean;
}

/** Path, kind, whether it wants a fresh telegram, media type. One text, which stays in flash. */
const CONTENTS = `
/api about always application/json
/api/v1/readings list fresh application/json
/api/v1/live now fresh application/json
/api/v1/telegram telegram fresh text/plain
/api/v1/device facts always application/json
/api/v1/data data fresh application/json
/metrics metrics always text/plain; version=0.0.4; charset=utf-8
`;

/** Who decides by them must not take old readings for new ones. */
const OLDEST_S = 60;

export function apiContent(path: string): ApiContent | undefined {
  const start = '\n' + path + ' ';
  const at = findText(CONTENTS, start, 0);
  if (at < 0) return undefined;
  const from = at + start.length;
  const row = CONTENTS.substring(from, CONTENTS.indexOf('\n', from));
  const words = row.split(' ');
  return {
    kind: words[0] as ApiKind,
    type: row.substr(words[0].length + words[1].length + 2),
    isFresh: words[1] === 'fresh',
  };
}

export function openApi(source: ApiNews, path: string): Flow | undefined {
  const content = apiContent(path);
  if (!content) return undefined;
  const ageS = source.ageS;
  const isFresh = ageS !== undefined && ageS <= OLDEST_S;
  const text = content.kind === 'telegram' ? source.printed : source.lines;
  if (content.isFresh && (!isFresh || text === '')) return undefined;
  return {
    kind: content.kind,
    lines: isFresh ? text : '',
    at: -1,
    type: content.type,
    tag: content.isFresh ? 'W/"' + source.tag + '"' : undefined,
  };
}
