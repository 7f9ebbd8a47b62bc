// npm start: installs and builds when file times say so, then runs the broker in this very process (a second one would cost
// its start time).
import { join } from 'node:path';
import { buildWhenNeeded, installWhenNeeded, root } from './project.mjs';

installWhenNeeded();
buildWhenNeeded();
await import(join(root, 'dist', 'broker.cjs'));
