/**
 * Does the board fit its case? In: the project. Out: rows; the last moves the lid, and has to find
 * that it does not fit any more.
 */
import { isEmpty, withCase } from '../case/make.ts';
import { holds, type Row } from './report.ts';

export function caseRows(projectDir: string): Row[] {
  return withCase(projectDir, (source) => [
    holds('case, board and parts do not meet', isEmpty(source, 'clash'), 'nothing in common'),
    holds('the plug finds its way', isEmpty(source, 'mouth'), 'nothing in the way'),
    holds('light finds its way', isEmpty(source, 'light'), 'nothing in the way'),
    holds(
      'control: a lid moved by 2 mm meets the board',
      !isEmpty(source, 'clash', [0, 2, -1]),
      'has to meet',
    ),
  ]);
}
