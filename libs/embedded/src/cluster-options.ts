import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { Transport } from '@yak/network';
import type { Environment, ProfileName } from '@yak/settings';
import type { Disk } from '@yak/storage';

/** What a cluster inside this process is made of; what is left out is real: files, sockets, time, chance, and silence. */
export interface ClusterOptions {
  /** How many brokers; one, until replication arrives. */
  readonly brokers?: 1;
  /** `coordinator/` and `broker-1/` are made inside. */
  readonly dataDirectory: string;
  /** Which set of defaults; dev. */
  readonly profile?: ProfileName;
  /** Port of the first listener on every interface, 0 for a free one; without it the settings say where to listen. */
  readonly port?: number;
  /** Broker settings by Kafka's names, stronger than environment and file. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Text of a server.properties file. */
  readonly file?: string | null;
  /** Where `YAK_*` and `KAFKA_*` settings are read from; nowhere by default. */
  readonly environment?: Environment;
  /** What this machine calls itself, for clients on other machines. */
  readonly hostname?: string;
  /** Where HTTP answers for this process; the broker tells the others. */
  readonly httpEndpoint?: { readonly host: string; readonly port: number };
  readonly disk?: Disk;
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
  readonly meter?: Meter;
  /** A fault of our own: the host ends the process. By default it is logged. */
  readonly onFault?: (error: unknown) => void;
}
