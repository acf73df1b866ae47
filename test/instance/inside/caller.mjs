// Answers requests with the address of the client.
import { createServer } from 'node:http';

createServer((request, response) => response.end(request.socket.remoteAddress)).listen(8080, '192.0.2.1');
