import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { FakeBroker } from '../../support/handlers/fake-broker';

it('starts without sessions and without parked fetches, and keeps what is advertised', () => {
  const row = { apiKey: 3, minVersion: 0, maxVersion: 12 };
  const state = new HandlerState(new FakeBroker().ports, [row]);
  expect(state.fetchSessions.size).toBe(0);
  expect(state.parkedFetches.count).toBe(0);
  expect(state.advertised).toEqual([row]);
});
