/** What ESLint cannot see: cycles (they break the bundle, for want of hoisting) and the rooms' order. */
const never = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    // Types leave no trace in the bundle.
    never('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    never(
      'rooms-look-upstream',
      { path: '^firmware/core/(cipher|frame|telegram)' },
      { path: '^firmware/core/(meter|message|mqtt|app)' },
    ),
    never(
      'telegram-knows-no-frame',
      { path: '^firmware/core/(cipher|telegram)' },
      { path: '^firmware/core/frame' },
    ),
    never('core-imports-only-core', { path: '^firmware/core' }, { pathNot: '^firmware/core' }),
    never(
      'adapters-know-ports',
      { path: '^firmware/espruino' },
      {
        pathNot:
          '^firmware/(espruino|core/(ports|bytes|web/exchange|update/package))|^(net|dgram|Storage|Flash|Wifi|crypto)$',
      },
    ),
    never(
      'host-reaches-core-only',
      { path: '^host-sim' },
      { path: '^firmware/(espruino|main|bundle)|^test' },
    ),
    never(
      'board-knows-pins-only',
      { path: '^hardware' },
      { path: '^(firmware|host-sim)', pathNot: '^firmware/espruino/pins' },
    ),
    never('nobody-knows-the-board', { path: '^(firmware|host-sim)' }, { path: '^hardware' }),
    never('nobody-knows-the-tests', { path: '^(firmware|hardware|host-sim)' }, { path: '^test' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'] },
  },
};
