import { print, type Session } from '../session';
import { renderTable } from '../table';
import { write } from '../terminal';

/** `cluster info`: the cluster's name, its controller and its brokers. */
export async function clusterInfo(session: Session): Promise<void> {
  const { clusterId, controllerId, brokers, topics } = await session.cluster.describe(null);
  const rows = brokers.map(({ brokerId, host, port, rack }) => ({
    brokerId,
    host,
    port,
    rack,
    isController: brokerId === controllerId,
  }));
  if (session.format === 'table') {
    const partitions = topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
    const facts = [
      ['cluster', clusterId ?? '-'],
      ['topics', String(topics.length)],
      ['partitions', String(partitions)],
    ];
    await write(session.terminal.output, `${renderTable([{ heading: '' }, { heading: '' }], facts).trimStart()}\n`);
  }
  const columns = [
    { heading: 'BROKER', isNumber: true },
    { heading: 'HOST' },
    { heading: 'PORT', isNumber: true },
    { heading: 'RACK' },
    { heading: 'CONTROLLER' },
  ];
  const row = (broker: (typeof rows)[number]): string[] => [
    String(broker.brokerId),
    broker.host,
    String(broker.port),
    broker.rack ?? '-',
    broker.isController ? 'yes' : '',
  ];
  if (session.format === 'table') await print(session, { kind: 'BrokerList', columns, row }, rows);
  else
    await print(session, { kind: 'ClusterInfo', columns, row: () => [] }, [
      { clusterId, controllerId, brokers: rows, topics: topics.length },
    ]);
}
