// Tells its parent of every change of state, from the first on, until it is told to stop.
import { NetworkMonitor } from 'netwake';

const monitor = new NetworkMonitor({ checkHosts: [] });
monitor.on('state', ({ state }) => {
  if (process.connected) process.send(state);
});
process.once('message', () => void monitor.stop().then(() => process.disconnect()));
await monitor.start();
