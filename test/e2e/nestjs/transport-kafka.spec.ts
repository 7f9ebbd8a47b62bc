import { spawnSync } from 'node:child_process';
import { startBroker, temporaryFolder } from '../../support/processes';
import { bundleProgram } from '../../support/programs';

test("NestJS's Transport.KAFKA works as it is: events, questions and answers, two instances in one group", async () => {
  const folder = temporaryFolder();
  const broker = await startBroker(folder.path, { YAK_PROFILE: 'test' });
  const program = await bundleProgram('test/e2e/nestjs/transport-process.ts');
  const played = spawnSync(process.execPath, [program, String(broker.port)], { encoding: 'utf8', timeout: 60_000 });
  expect({ status: played.status, held: played.stdout.trim().split('\n'), stderr: played.stderr }).toEqual({
    status: 0,
    held: [
      'an event reaches its @EventPattern',
      'a question is answered by its @MessagePattern',
      'two instances share the group, and each event is heard once',
      'questions are answered by both instances',
      'an instance takes over from one that closes',
    ],
    stderr: '',
  });
  await broker.stop();
  folder.remove();
}, 90_000);
