// Stands between Kuulo and an analytics server, and can be silent, hold answers back, or drop connections that were kept open.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createServer as createSecureServer } from "node:tls";

export class Forwarder {
  /** How it treats what comes: "through"; "silent": takes connections and says nothing; "hold": questions and answers wait until release(),
   * though a ping is answered; "drop": a request that comes as the second on a connection is read, and the connection closed, once; "swap": the
   * text of each question becomes `swapped`, in as many bytes. */
  mode = "through";
  refuses = undefined; // requests whose text matches it are answered with an error of ClickHouse's
  requests = []; // {line, text, client, closed}: every POST, in order
  pings = 0;
  connections = new Set();
  waiting = [];

  /** `secure`: {key, cert} of a server that speaks TLS. */
  constructor(port, secure) {
    Object.assign(this, { target: port, secure });
  }

  async start() {
    const take = (client) => this.take(client);
    this.server = (this.secure ? createSecureServer(this.secure, take) : createServer(take)).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = this.server.address().port;
    return this;
  }

  take(client) {
    this.connections.add(client);
    const upstream = connect(this.target, "127.0.0.1");
    const line = { client, upstream, count: 0, current: undefined };
    const end = () => {
      this.connections.delete(client);
      if (line.current) line.current.closed = true;
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    client.on("data", (bytes) => this.up(line, bytes));
    upstream.on("data", (bytes) => this.down(line, bytes));
  }

  up(line, bytes) {
    const head = bytes.subarray(0, 4).toString("latin1");
    if (head === "POST" || head === "GET ") {
      line.ping = head === "GET ";
      line.count += 1;
      if (line.ping) this.pings += 1;
      else this.requests.push((line.current = { text: "", bytes: 0, closed: false }));
    }
    if (!line.ping && line.current && line.current.text.length < 1e6) line.current.text += bytes.toString("latin1");
    if (this.mode === "silent") return;
    if (!line.ping && this.refuses?.test(line.current?.text ?? "")) {
      const said = "Code: 999, e.displayText() = DB::Exception: not now";
      line.client.end(`HTTP/1.1 500 Internal Server Error\r\nContent-Length: ${said.length}\r\nConnection: close\r\n\r\n${said}`);
      return;
    }
    if (this.mode === "drop" && line.count > 1) {
      this.mode = "through";
      setImmediate(() => line.client.destroy());
      return;
    }
    if (this.mode === "swap") bytes = this.swap(bytes);
    if (this.mode === "hold" && !line.ping) this.waiting.push(() => line.upstream.write(bytes));
    else line.upstream.write(bytes);
  }

  swap(bytes) {
    const text = bytes.toString("latin1"), at = text.indexOf("SELECT ");
    return at < 0 || !text.includes("kuulo_row") ? bytes : Buffer.from(text.slice(0, at) + this.swapped.padEnd(text.length - at), "latin1");
  }

  down(line, bytes) {
    if (!line.ping && line.current) line.current.bytes += bytes.length;
    if (this.mode !== "silent") line.client.write(bytes);
  }

  /** Lets go what was held back. */
  release() {
    this.mode = "through";
    for (const go of this.waiting.splice(0)) go();
  }

  async stop() {
    this.server.close();
    for (const client of this.connections) client.destroy();
    await once(this.server, "close");
  }
}
