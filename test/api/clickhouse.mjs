// ClickHouse servers of one's own: a folder each, on this machine alone. Debian's package clickhouse-server (18.16) gives the program.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = ["/usr/sbin/clickhouse-server", "/usr/bin/clickhouse-server"].find(existsSync);
/** For `test(…, {skip})`: why there is nothing to test with, or false. */
export const skip = PROGRAM ? false : "clickhouse-server is not installed (Debian's package of that name)";

async function freePorts(count) {
  const servers = [];
  for (let i = 0; i < count; i += 1) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) server.close();
  return ports;
}

const config = (dir, [http, tcp, inter], shards) => `<yandex>
<logger><level>warning</level><log>${dir}/log</log><errorlog>${dir}/errors</errorlog><size>10M</size><count>1</count></logger>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${inter}</interserver_http_port><listen_host>127.0.0.1</listen_host>
<path>${dir}/data/</path><tmp_path>${dir}/tmp/</tmp_path><users_config>users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>67108864</mark_cache_size><max_concurrent_queries>50</max_concurrent_queries>
<remote_servers><kuulo>${shards.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`).join("")}</kuulo></remote_servers>
</yandex>`;
const users = `<yandex><profiles><default><max_memory_usage>1000000000</max_memory_usage><max_threads>2</max_threads></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas></yandex>`;

class Clickhouse {
  constructor(ports, shards) {
    this.dir = mkdtempSync(join(tmpdir(), "kuulo-clickhouse-"));
    this.port = ports[0];
    for (const folder of ["data", "tmp"]) mkdirSync(join(this.dir, folder));
    writeFileSync(join(this.dir, "config.xml"), config(this.dir, ports, shards));
    writeFileSync(join(this.dir, "users.xml"), users);
  }

  async start() {
    this.child = spawn(PROGRAM, [`--config-file=${join(this.dir, "config.xml")}`], { stdio: "ignore" });
    this.exited = once(this.child, "exit");
    for (let tries = 0; tries < 600; tries += 1) {
      const reply = await fetch(`http://127.0.0.1:${this.port}/ping`).catch(() => undefined);
      if (reply?.ok) return this;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error("clickhouse-server does not answer");
  }

  /** What a statement gives, as text without the last line's end. */
  async ask(sql) {
    const reply = await fetch(`http://127.0.0.1:${this.port}/`, { method: "POST", body: sql });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${sql}: ${text}`);
    return text.trimEnd();
  }

  async kill() {
    this.child.kill("SIGKILL");
    await this.exited;
  }

  async stop() {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** `count` servers that know each other as the shards of the cluster "kuulo". */
export async function startClickhouse(count = 1) {
  const ports = await freePorts(count * 3);
  const each = Array.from({ length: count }, (_, i) => ports.slice(i * 3, i * 3 + 3));
  const servers = each.map((own) => new Clickhouse(own, each.map(([, tcp]) => tcp)));
  for (const server of servers) await server.start();
  return servers;
}

/** The address kuulo serve takes. */
export function addressOf(servers, database) {
  return `clickhouse://${servers.map((one) => `127.0.0.1:${one.port}`).join(",")}/${database}${servers.length > 1 ? "?cluster=kuulo" : ""}`;
}
