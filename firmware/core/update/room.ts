/**
 * All that an update needs, as one room that is loaded on demand.
 */
export { fetchPercent, newFetch, tickFetch } from './fetch.ts';
export { finishUpdate, newUpdate, takePiece } from './package.ts';
