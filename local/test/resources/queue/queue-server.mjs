// A queue: POST adds a message, GET returns all of them. Prints each message to its standard output.
import { createServer } from 'node:http';

const messages = [];
createServer(async (request, response) => {
  if (request.method === 'POST') {
    const chunks = await request.toArray();
    messages.push(Buffer.concat(chunks).toString());
    console.log(`received ${messages.at(-1)}`);
  }
  response.end(JSON.stringify(messages));
}).listen(Number(process.argv[2]), '127.0.0.1');
