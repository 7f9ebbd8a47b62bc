import { CliError } from '../../../apps/cli/src/cli-error';
import { ExitCode } from '../../../apps/cli/src/exit-code';
import type { HttpAnswer, HttpSource } from '../../../apps/cli/src/http-source';

/** An HTTP side that answers what the test says, in order; `lost` for no answer. */
export interface FakeHttp extends HttpSource {
  /** What was asked for. */
  readonly asked: string[];
}

/** An answer with a body; an object becomes JSON. */
export function answerOf(status: number, body: object | string, headers: Record<string, string> = {}): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, body: text, header: (name) => headers[name] ?? null };
}

/** Makes one; more questions than answers fail the test. */
export function fakeHttp(...answers: (HttpAnswer | 'lost')[]): FakeHttp {
  const asked: string[] = [];
  return {
    address: 'http://broker:8080',
    asked,
    get: (path) => {
      asked.push(path);
      const answer = answers.shift();
      if (answer === undefined) return Promise.reject(new Error(`nobody answers ${path}`));
      if (answer === 'lost') return Promise.reject(new CliError(ExitCode.UNREACHABLE, 'no answer'));
      return Promise.resolve(answer);
    },
  };
}
