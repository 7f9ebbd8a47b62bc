// Checks one room while it is being built: types, lint and unit tests of libs/<room> (or apps/<room>) only.
//   npm run -s room -- storage
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const rooms = process.argv.slice(2);
let failed = false;
const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options });
const types = run('npx', [
  'tsc',
  '-p',
  'tsconfig.json',
  '--pretty',
  'false',
  '--tsBuildInfoFile',
  `.cache/tsc/room-${rooms.join('-')}.tsbuildinfo`,
]);
for (const room of rooms) {
  const places = [`libs/${room}`, `apps/${room}`, `test/unit/${room}`].filter((place) => existsSync(place));
  const mine = types.stdout.split('\n').filter((line) => places.some((place) => line.startsWith(`${place}/`)));
  console.log(mine.length === 0 ? `${room}: types ok` : mine.join('\n'));
  failed ||= mine.length > 0;
  failed ||= run('npx', ['eslint', ...places], { stdio: 'inherit' }).status !== 0;
  failed ||= run('npx', ['jest', '--passWithNoTests', `test/unit/${room}/`], { stdio: 'inherit' }).status !== 0;
}
process.exit(failed ? 1 : 0);
