// The floor plan: which room may enter which. Doors lead only downwards, only through src/index.ts (ARCHITECTURE.md).
const FLOORS_0_TO_2 = ['base', 'model', 'codec', 'records', 'protocol', 'security', 'journal', 'settings', 'control'];
const FLOORS_0_TO_4 = [
  ...FLOORS_0_TO_2,
  'replica',
  'cluster',
  'groups',
  'storage',
  'bus',
  'network',
  'handlers',
  'client',
];
const FLOORS_0_TO_5 = [...FLOORS_0_TO_4, 'broker', 'coordinator'];
const FLOORS_0_TO_6 = [...FLOORS_0_TO_5, 'embedded', 'simulation'];
const MAY_ENTER = {
  base: [],
  model: ['base'],
  codec: ['base', 'model'], // model: the brands that a schema's fields carry, and the error type of a bad peer
  records: ['base', 'model', 'codec'],
  protocol: ['base', 'model', 'codec'],
  security: ['base', 'model'],
  journal: ['base', 'model'],
  settings: ['base', 'model'],
  control: ['base', 'model'],
  replica: ['base', 'model', 'records', 'journal', 'settings'],
  cluster: ['base', 'model', 'journal', 'settings', 'control'],
  groups: ['base', 'model', 'codec', 'records', 'protocol', 'journal'],
  storage: ['base', 'model', 'codec', 'records', 'settings'],
  bus: ['base', 'model', 'control'],
  network: ['base', 'model', 'codec', 'protocol', 'security', 'journal', 'settings'], // codec: MalformedRequest only
  handlers: [
    'base',
    'model',
    'codec',
    'protocol',
    'records',
    'security',
    'settings',
    'control',
    'replica',
    'cluster',
    'groups',
  ],
  client: ['base', 'model', 'codec', 'records', 'protocol', 'security', 'network'],
  broker: FLOORS_0_TO_4,
  coordinator: FLOORS_0_TO_4,
  embedded: FLOORS_0_TO_5,
  simulation: FLOORS_0_TO_5.concat('embedded'),
  platform: FLOORS_0_TO_5,
};
const rooms = Object.entries(MAY_ENTER).map(([room, doors]) => ({
  name: `floor-plan/${room}`,
  severity: 'error',
  from: { path: `^libs/${room}/` },
  to: { path: '^(libs|apps|test)/', pathNot: `^libs/(${[room, ...doors].join('|')})/` },
}));
const only = (name, what, where) => ({
  name,
  severity: 'error',
  from: { path: '^(libs|apps)/', pathNot: where },
  to: what,
});

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'every-room-is-on-the-plan',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/(${FLOORS_0_TO_6.concat('platform').join('|')})/` },
      to: {},
    },
    {
      name: 'front-door',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'apps-are-strangers',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'production-ignores-tests', severity: 'error', from: { path: '^(libs|apps)/' }, to: { path: '^test/' } },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/rules/' },
      to: { pathNot: ['^libs/$1/src/rules/', '^libs/(base|model|records|control|settings)/'] },
    },
    only(
      'nest-only-upstairs',
      { path: 'node_modules/(@nestjs|reflect-metadata|rxjs|class-validator|class-transformer)/' },
      '^(apps|libs/(platform|nestjs))/',
    ),
    only('nats-only-in-bus', { path: 'node_modules/nats/' }, '^libs/(bus/src/nats|platform)/'),
    only(
      'xstate-only-in-decisions',
      { path: 'node_modules/xstate/' },
      '^libs/(journal|replica|cluster|groups|network)/',
    ),
    only(
      'disk-only-in-storage',
      { dependencyTypes: ['core'], path: '^(node:)?fs(/promises)?$' },
      '^libs/storage/src/fs/',
    ),
    only(
      'sockets-only-in-network',
      { dependencyTypes: ['core'], path: '^(node:)?(net|tls)$' },
      '^libs/network/src/tcp/',
    ),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^libs/' }, to: {} },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // type-only imports obey too
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
