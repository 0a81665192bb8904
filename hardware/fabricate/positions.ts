/**
 * Where the placing machine puts what.
 * In: KiCad's position file (CSV). Out: the same with the column titles that assembly houses ask for.
 */

const TITLES = 'Ref,Val,Package,PosX,PosY,Rot,Side';
const ASKED = 'Designator,Comment,Package,Mid X,Mid Y,Rotation,Layer';

export function forAssembly(text: string): string {
  const [titles, ...rows] = text.split('\n');
  if (titles !== TITLES) throw new Error(`positions: KiCad's columns are new: ${titles}`);
  return [ASKED, ...rows].join('\n');
}
