-- Batches of 100 events as a shop's client sends them; every event has an id of its own. KUULO_KEY says as whom.
local key, tag = os.getenv("KUULO_KEY"), os.getenv("KUULO_TAG") or "t"
local count, threads = 0, 0
local names = { "Product Viewed", "Product Added", "Page Viewed", "Checkout Started", "Order Completed" }

function setup(new) threads = threads + 1; new:set("number", threads) end

function init() headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. key } end

function request()
  count = count + 1
  local parts = {}
  for i = 1, 100 do
    parts[i] = string.format(
      '{"type":"track","event":"%s","userId":"customer-%d","messageId":"%s-%d-%d-%d","timestamp":"2026-03-01T10:00:00.000Z","context":{"library":{"name":"analytics-node","version":"3.1.0"}},"properties":{"sku":"boot-%d","total":%d,"currency":"EUR"}}',
      names[i % 5 + 1], (count * 7 + i) % 20000, tag, number, count, i, i, count % 200)
  end
  return wrk.format("POST", "/v1/batch", headers, '{"batch":[' .. table.concat(parts, ",") .. '],"sentAt":"2026-03-01T10:00:00.000Z"}')
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.4f %.4f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.read + e.write + e.connect))
end
