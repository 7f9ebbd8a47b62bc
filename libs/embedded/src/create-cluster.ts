import { silentLogger, silentMeter, systemClock, systemRandom } from '@yak/base';
import { Broker } from '@yak/broker';
import { FileMetadataStore } from '@yak/bus';
import { assembleCoordinator } from '@yak/coordinator';
import { Journal } from '@yak/journal';
import { tcpTransport } from '@yak/network';
import { type BrokerSettings, resolveBrokerSettings } from '@yak/settings';
import { AppendOnlyFile, fileSystemDisk, makeDirectoryDurably } from '@yak/storage';
import type { ClusterOptions } from './cluster-options';
import { Cluster } from './cluster';

const METADATA_FILE = 'metadata';
const LOCK_FILE = '.lock';

type Devices = Required<
  Pick<ClusterOptions, 'disk' | 'transport' | 'clock' | 'random' | 'logger' | 'meter' | 'onFault' | 'hostname'>
>;

/**
 * Starts a whole cluster inside this process: the coordinator on an append-only file, one broker, and an in-process link
 * between them. Resolves when the broker serves and its replicas lead.
 * Rejects with SettingsError, with StorageError (another process holds the directory, the disk fails), or as listening fails.
 */
export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  const devices = devicesOf(options);
  const { settings, notices } = settingsOf(options);
  const { logger, disk } = devices;
  for (const notice of notices) logger.log('warn', 'a setting is worth a look', { notice });
  const path = `${options.dataDirectory}/coordinator`;
  await makeDirectoryDurably(disk, path);
  const lock = await disk.lock(`${path}/${LOCK_FILE}`);
  const file = await AppendOnlyFile.open({ disk, path: `${path}/${METADATA_FILE}` });
  const store = FileMetadataStore.open({ file });
  const { clock, random, meter, transport, hostname, onFault } = devices;
  const journal = new Journal({ node: 'coordinator-1', clock, capacity: settings.value('yak.journal.entries') });
  const coordinator = assembleCoordinator({ store, clock, random, logger, meter, journal, settings, onFault });
  await coordinator.start();
  const broker = new Broker({
    settings,
    journal,
    disk,
    logDirectoryPath: logDirectoryOf(settings, options),
    transport,
    coordinatorLink: coordinator.link,
    metadataFeed: store,
    hostname,
    ...(options.httpEndpoint === undefined ? {} : { httpEndpoint: options.httpEndpoint }),
    clock,
    random,
    logger,
    meter,
    onFault,
  });
  const cluster = new Cluster({
    settings,
    coordinator,
    journal,
    broker,
    closeStore: async () => {
      await store.close();
      await file.close();
      await lock.release();
    },
  });
  try {
    await broker.start();
  } catch (error) {
    await cluster.kill();
    throw error;
  }
  return cluster;
}

function devicesOf(options: ClusterOptions): Devices {
  const logger = options.logger ?? silentLogger;
  return {
    disk: options.disk ?? fileSystemDisk,
    transport: options.transport ?? tcpTransport,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    logger,
    meter: options.meter ?? silentMeter,
    hostname: options.hostname ?? 'localhost',
    onFault: options.onFault ?? ((error) => logger.log('error', 'the cluster has a fault of its own', { error })),
  };
}

function settingsOf(options: ClusterOptions): ReturnType<typeof resolveBrokerSettings> {
  const flags: Record<string, string> = { ...options.settings };
  if (options.port !== undefined) flags['listeners'] = `PLAINTEXT://:${options.port}`;
  return resolveBrokerSettings({
    flags,
    environment: options.environment ?? {},
    file: options.file ?? null,
    profile: options.profile ?? 'dev',
    brokers: 1,
  });
}

/** `log.dirs` where somebody set it, else `broker-<id>` inside of the data directory. */
function logDirectoryOf(settings: BrokerSettings, options: ClusterOptions): string {
  const isSet = settings.source('log.dirs') !== 'default' || settings.source('log.dir') !== 'default';
  const given = isSet ? (settings.value('log.dirs')?.[0] ?? settings.value('log.dir')) : null;
  return given ?? `${options.dataDirectory}/broker-${settings.value('node.id')}`;
}
