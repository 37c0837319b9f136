import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

/** The host that the certificate is for. No name server knows it: only a proxy leads there. */
export const proxiedHost = 'stripe.invalid';

/** A certificate of the tests’ own, which nobody trusts who is not told to; good until 2126, for nothing else. */
export const certificateFile = fileURLToPath(new URL('tls/cert.pem', import.meta.url));
const keyFile = fileURLToPath(new URL('tls/key.pem', import.meta.url));

export interface HttpsProxy extends AsyncDisposable {
  readonly url: string;
  /** The `host:port` of each tunnel that was asked for. */
  readonly tunnels: readonly string[];
}

/** A proxy on loopback, whose tunnels all end at one server, as if it were an `https:` one. @param server Its `http:` address. */
export async function startHttpsProxy(server: string): Promise<HttpsProxy> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  const join = (one: Socket, other: Socket): void => {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(to);
    }
  };
  const secure = tls.createServer(
    { cert: await readFile(certificateFile), key: await readFile(keyFile) },
    (socket) => join(socket, net.connect(Number(port), hostname)),
  );
  const tunnels: string[] = [];
  const proxy = http.createServer((_, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket: Socket) => {
    tunnels.push(request.url ?? '');
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    join(socket, net.connect(portOf(secure), '127.0.0.1'));
  });
  for (const listener of [secure, proxy]) {
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
  }
  return {
    url: `http://127.0.0.1:${portOf(proxy)}`,
    tunnels,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await Promise.all([secure, proxy].map((listener) => new Promise((resolve) => listener.close(resolve))));
    },
  };
}

function portOf(server: net.Server): number {
  return (server.address() as AddressInfo).port;
}
