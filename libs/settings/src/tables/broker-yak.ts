import { boolean, int, list, string, type SettingRow } from '../setting-row';

/** Settings that Kafka does not have; all begin with `yak.`, but for the strictness of this reader itself. */
export const YAK_SETTINGS = {
  'config.strict': boolean('false', 'implemented', 'Refuse to start on a name that nobody knows instead of warning.'),
  'yak.profile': string('production', 'implemented', 'Which set of defaults: production (Kafka’s), dev or test.', {
    oneOf: ['production', 'dev', 'test'],
  }),
  'yak.flush': string(
    'batch',
    'implemented',
    'What an ack means on one disk: `batch` synced before it counts, `os` handed to the system as Kafka does.',
    {
      oneOf: ['batch', 'os'],
    },
  ),
  'yak.fetch.max.wait.ms.limit': int('0', 'implemented', 'Longest wait a fetch may ask for; 0 for no limit.', {
    minimum: 0,
  }),
  'yak.http.listener': string(
    '127.0.0.1:8080',
    'implemented',
    'Where health, metrics, journal and explanations are served; host:port, port 0 takes a free one.',
  ),
  'yak.journal.entries': int('20000', 'implemented', 'Transitions that the journal remembers.', { minimum: 1 }),
  'yak.journal.enabled': boolean('true', 'recognised', 'Keep the journal.'),
  'yak.journal.dir': string(null, 'recognised', 'Directory of the journal.'),
  'yak.journal.payloads': boolean('false', 'recognised', 'Journal the payload of events.'),
  'yak.metadata.linearizable': boolean(
    'true',
    'recognised',
    'CreateTopics and its like answer when the leaders can serve.',
  ),
  'yak.group.leave.on.disconnect': boolean(
    'false',
    'implemented',
    'A member whose socket is closed leaves its group at once, without a session timeout.',
  ),
  'yak.internal.topics.eager': boolean(
    'false',
    'implemented',
    'Create __consumer_offsets when the broker starts instead of when the first group asks.',
  ),
  'yak.nats.servers': list('in-process', 'recognised', 'Control plane; in-process for one process.'),
  'yak.eventloop.stall.ms': int('200', 'recognised', 'A stall of the event loop that is worth a log line.', {
    minimum: 1,
  }),
} as const satisfies Readonly<Record<string, SettingRow>>;
