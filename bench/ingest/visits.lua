-- A customer's visit with wrk: the page, then its form sent back. Each connection's turn alternates, so one pair is two requests.
local path, tag = os.getenv("KUULO_PATH") or "/", os.getenv("KUULO_TAG") or "t"
local count, thread = 0, 0
local key = os.getenv("KUULO_FORM_KEY") or "submission_key"

function setup(new) thread = thread + 1; new:set("thread", thread) end

function request()
  count = count + 1
  if count % 2 == 1 then return wrk.format("GET", path) end
  return wrk.format("POST", path, { ["Content-Type"] = "application/x-www-form-urlencoded" },
    string.format("%s=%s-%d-%d&recommend=%d&ease=5&why=Hyvin+sujui%%2C+kiitos+avusta.", key, tag, thread, count, count % 11))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.4f %.4f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.read + e.write + e.connect))
end
