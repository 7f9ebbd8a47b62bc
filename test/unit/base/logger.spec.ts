import { silentLogger } from '@yak/base';

test.each(['debug', 'info', 'warn', 'error'] as const)(
  'the silent logger takes a line of level %s and looks at no field',
  (level) => {
    const fields = {
      get costly(): string {
        throw new Error('a field was read');
      },
    };
    expect(() => {
      silentLogger.log(level, 'nothing', fields);
    }).not.toThrow();
  },
);
