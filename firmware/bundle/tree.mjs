/**
 * The nodes of a syntax tree as acorn makes it. In: a node. Out: those below it, in the order in which they
 * stand in the script.
 */

/** `keys`: which fields are looked into. */
function nodesUnder(node, keys) {
  return keys
    .flatMap((key) => node[key])
    .filter((value) => typeof value?.type === 'string')
    .sort((one, other) => one.start - other.start);
}

export function childrenOf(node) {
  return nodesUnder(node, Object.keys(node));
}

/** Without the names of fields, which are nobody's variables. */
export function expressionsOf(node) {
  const isName = (key) => !node.computed && (key === 'property' || key === 'key');
  return nodesUnder(
    node,
    Object.keys(node).filter((key) => !isName(key)),
  );
}
