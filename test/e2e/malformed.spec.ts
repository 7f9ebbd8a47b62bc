import { temporaryFolder } from '../support/processes';
import { malformedCampaign } from './campaigns/malformed';

test('malformed requests hurt nobody but the connection that sent them', async () => {
  const folder = temporaryFolder();
  const seed = String(Date.now());
  const result = await malformedCampaign({
    seed,
    folder: folder.path,
    requests: 30_000,
    requestsPerSecond: 4000,
    warmUpRequests: 10_000,
    quietMs: 500,
  });
  expect({ seed, faults: result.faults }).toEqual({ seed, faults: [] });
  expect(result.goodRecords).toBeGreaterThan(0);
  folder.remove();
}, 120_000);
