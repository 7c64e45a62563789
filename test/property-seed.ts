/** Property tests try the same cases every time; TEXTPOKE_SEED=N (or `new`) tries others. */
import fc from 'fast-check';

const wish = process.env['TEXTPOKE_SEED'] ?? '1';

if (wish !== 'new') fc.configureGlobal({ seed: Number(wish) });
