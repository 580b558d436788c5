-- Durable answers with wrk: every request is another customer's answer. KUULO_PATH and KUULO_KEY (may be empty) say where and as whom.
local path, key = os.getenv("KUULO_PATH") or "/", os.getenv("KUULO_KEY") or ""
local tag = (os.getenv("KUULO_TAG") or "t")
local count, threads = 0, 0

function setup(new) threads = threads + 1; new:set("number", threads) end -- a global: each thread has its own script

function init()
  headers = { ["Content-Type"] = "application/json" }
  if key ~= "" then headers["Authorization"] = "Bearer " .. key end
end

function request()
  count = count + 1
  return wrk.format("POST", path, headers, string.format(
    '{"submission_key":"%s-%d-%d","channel":"email","answers":{"recommend":%d,"ease":5,"why":"Hyvin sujui, kiitos avusta ja nopeasta vastauksesta."}}',
    tag, number, count, count % 11))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.4f %.4f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.read + e.write + e.connect))
end
