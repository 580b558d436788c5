-- A customer's visit with wrk: the page, then its form sent back; a pair is two requests. Every visitor has an address of their own (the server is
-- told to believe one proxy), because one address may not submit without end.
local path, tag = os.getenv("KUULO_PATH") or "/", os.getenv("KUULO_TAG") or "t"
local count, threads = 0, 0

function setup(new) threads = threads + 1; new:set("number", threads) end -- a global: each thread has its own script

function request()
  count = count + 1
  local visitor = number * 4000000 + math.floor((count + 1) / 2)
  local from = string.format("10.%d.%d.%d", math.floor(visitor / 65536) % 256, math.floor(visitor / 256) % 256, visitor % 256)
  if count % 2 == 1 then return wrk.format("GET", path, { ["X-Forwarded-For"] = from }) end
  return wrk.format("POST", path, { ["Content-Type"] = "application/x-www-form-urlencoded", ["X-Forwarded-For"] = from },
    string.format("submission_key=%s-%d-%d&lang=fi&recommend=%d&ease=5&why=Hyvin+sujui%%2C+kiitos+avusta.", tag, number, count, count % 11))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.4f %.4f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.read + e.write + e.connect))
end
