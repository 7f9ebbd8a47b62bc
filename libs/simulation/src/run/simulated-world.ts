import { type Random, seededRandom } from '@yak/base';
import type { Transport } from '@yak/network';
import { VirtualClock } from '../clock/virtual-clock';
import { SimulatedDisk } from '../disk';
import { MemoryNetwork } from '../network/memory-network';
import type { WireSettings } from '../network/memory-pipe';
import { ProcessClock } from './process-clock';
import { Runner } from './runner';
import { SimulatedProcess } from './simulated-process';

/** What a world is made from: equal options, equal worlds. */
export interface SimulatedWorldOptions {
  readonly seed: string | number;
  readonly eventsMax: number;
  /** How long a disk operation takes, in [min, max). */
  readonly diskLatencyMs: { readonly min: number; readonly max: number };
  readonly wire: WireSettings;
}

/** Time, chance, one machine with a disk, and the network around it. */
export class SimulatedWorld {
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly runner: Runner;
  readonly disk: SimulatedDisk;
  readonly network: MemoryNetwork;
  readonly #diskClock: ProcessClock;

  constructor({ seed, eventsMax, diskLatencyMs, wire }: SimulatedWorldOptions) {
    this.random = seededRandom(seed);
    this.clock = new VirtualClock({ random: this.random });
    this.runner = new Runner({ clock: this.clock, eventsMax });
    this.#diskClock = new ProcessClock(this.clock);
    this.disk = new SimulatedDisk({
      clock: this.#diskClock,
      random: this.random.fork('disk'),
      latencyMs: diskLatencyMs,
    });
    this.network = new MemoryNetwork({ clock: this.clock, random: this.random.fork('network'), wire });
  }

  /** A process on the machine, under this name in the network. */
  spawn(node: string): SimulatedProcess {
    const { clock } = this;
    return new SimulatedProcess({ clock, disk: this.disk.process(), transport: this.transport(node) });
  }

  /** The network as a node outside of the machine sees it. */
  transport(node: string): Transport {
    return this.network.transport(node);
  }

  /** Ends a process at once (SIGKILL): its connections are reset, its disk operations under way have no effect, what was written stays. */
  kill(process: SimulatedProcess, node: string): void {
    this.#end(process, node);
    this.disk.killProcess();
  }

  /** The machine loses power with the process on it: what was not synced is lost as far as chance says. */
  losePower(process: SimulatedProcess, node: string): void {
    this.#end(process, node);
    this.disk.crash();
  }

  #end(process: SimulatedProcess, node: string): void {
    process.kill();
    this.network.crash(node);
    this.#diskClock.dropPending();
  }
}
