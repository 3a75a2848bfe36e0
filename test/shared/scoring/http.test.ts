import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { httpTransport } from "../../../shared/scoring/http.ts";
import type { Transport } from "../../../shared/scoring/ports.ts";

const open: { server: Server; transport: Transport }[] = [];

afterEach(async () => {
  for (const { server, transport } of open.splice(0)) {
    await transport.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function transportTo(listener: RequestListener): Promise<Transport> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport({
    url: `http://127.0.0.1:${port}/v1/models/m:predict?x=1`,
    connections: 2,
  });
  open.push({ server, transport });
  return transport;
}

describe("httpTransport", () => {
  test("posts the body with the token to the address, and reads the whole answer", async () => {
    const transport = await transportTo(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      response.setHeader("x-model-version", "v1");
      response.end(
        JSON.stringify([method, url, headers.authorization, headers["content-type"], String(chunks)]),
      );
    });
    const reply = await transport.post('{"instances":[]}', "secret", 2_000);
    expect(reply).toMatchObject({ kind: "answer", status: 200, headers: { "x-model-version": "v1" } });
    expect(JSON.parse((reply as { body: string }).body)).toEqual([
      "POST",
      "/v1/models/m:predict?x=1",
      "Bearer secret",
      "application/json",
      '{"instances":[]}',
    ]);
  });

  test("shows no token where there is none", async () => {
    const transport = await transportTo((request, response) => {
      response.end(String("authorization" in request.headers));
    });
    expect(await transport.post("{}", undefined, 2_000)).toMatchObject({ body: "false" });
  });

  test("does not follow a redirect", async () => {
    let requests = 0;
    const transport = await transportTo((_, response) => {
      requests += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await transport.post("{}", "secret", 2_000)).toMatchObject({ kind: "answer", status: 307 });
    expect(requests).toBe(1);
  });

  test.each<{ description: string; listener: RequestListener; timeout: number; kind: string }>([
    { description: "no answer in time", listener: () => {}, timeout: 30, kind: "timeout" },
    {
      description: "an answer that stops half way",
      listener: (_, response) => {
        response.write("{");
      },
      timeout: 100,
      kind: "timeout",
    },
    {
      description: "a connection that is cut",
      listener: (request) => {
        request.socket.destroy();
      },
      timeout: 2_000,
      kind: "unreachable",
    },
    {
      description: "an answer of 9 MiB",
      listener: (_, response) => {
        response.end(Buffer.alloc(9 * 1024 * 1024, "1"));
      },
      timeout: 5_000,
      kind: "unreadable",
    },
    {
      description: "something that is no HTTP",
      listener: (request) => {
        request.socket.end("hello\r\n\r\n");
      },
      timeout: 2_000,
      kind: "unreadable",
    },
  ])("$description is $kind", async ({ listener, timeout, kind }) => {
    const transport = await transportTo(listener);
    expect(await transport.post("{}", undefined, timeout)).toEqual({ kind, message: expect.any(String) });
  });

  test("nobody listens: unreachable", async () => {
    const transport = httpTransport({ url: "http://127.0.0.1:1/", connections: 1 });
    expect(await transport.post("{}", undefined, 2_000)).toMatchObject({ kind: "unreachable" });
    await transport.close();
  });
});
