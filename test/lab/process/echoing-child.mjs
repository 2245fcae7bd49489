// Gives back what it is told, until nobody tells it anything any more.
process.stdin.pipe(process.stdout);
process.stdin.on('end', () => process.disconnect());
