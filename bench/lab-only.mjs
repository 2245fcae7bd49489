// Imported first by what connects to the addresses that stand for the internet: those are ours in the lab alone, and from nowhere
// else may anything go there.
if (process.env['NETWAKE_LAB'] !== '1') throw new Error('this runs in the lab alone: npm run lab -- COMMAND');
