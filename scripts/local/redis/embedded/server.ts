import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import type { LocalRedis } from "../types.ts";
import { execute, type Server, type Session } from "./commands.ts";
import { Keyspace } from "./keyspace.ts";
import { encodeReply, ProtocolError, RequestParser } from "./resp.ts";
import { Scripts } from "./script.ts";

const HOST = "127.0.0.1";

/**
 * A Redis in this process, for the commands that the pipeline uses. With `persist` a killed one comes back with its
 * data, but no later than this process ends.
 */
export async function startEmbedded({
  persist,
}: {
  persist: boolean;
}): Promise<Omit<LocalRedis, "kind" | "version">> {
  const server: Server = { keyspace: new Keyspace(), scripts: new Scripts(), runId: randomUUID() };
  const sockets = new Set<Socket>();
  const listen = async (port: number): Promise<NetServer> => {
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      serve(socket, server);
    });
    listener.listen(port, HOST);
    await once(listener, "listening");
    return listener;
  };
  let listener = await listen(0);
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("The embedded Redis has no port.");

  const kill = async () => {
    if (!listener.listening) return;
    const closed = once(listener, "close");
    listener.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
    server.scripts.forget();
    server.runId = randomUUID();
    if (!persist) server.keyspace.clear();
  };
  return {
    host: HOST,
    port: address.port,
    tls: false,
    cluster: false,
    // It is part of this process.
    failed: new Promise(() => {}),
    kill,
    stop: kill,
    async restart() {
      await kill();
      listener = await listen(address.port);
    },
  };
}

/** Requests of a connection get their replies in their order; those of one chunk in one write. */
function serve(socket: Socket, server: Server): void {
  const session: Session = { protocol: 2, ending: false };
  const parser = new RequestParser();
  socket.setNoDelay(true);
  // A client that goes away takes nothing with it.
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    try {
      const answers: Buffer[] = [];
      for (const request of parser.push(chunk)) {
        if (session.ending) break;
        answers.push(encodeReply(execute(request, server, session), session.protocol));
      }
      if (answers.length > 0) socket.write(Buffer.concat(answers));
      if (session.ending) socket.end();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      socket.end(encodeReply(new Error(`ERR Protocol error: ${error.message}`), 2));
    }
  });
}
