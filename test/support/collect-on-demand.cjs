// Loaded before a program under test: collects garbage and tells its resident memory when the parent asks.
process.on('message', (message) => {
  if (message !== 'collect') return;
  globalThis.gc?.();
  setImmediate(() => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage.rss());
  });
});
process.channel?.unref();
