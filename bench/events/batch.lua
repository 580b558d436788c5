-- Batches of 100 events as a shop's client sends them; every event has an id of its own. KUULO_KEY says as whom.
local key, tag = os.getenv("KUULO_KEY"), os.getenv("KUULO_TAG") or "t"
local count, threads = 0, 0
local names = { "Product Viewed", "Product Added", "Page Viewed", "Checkout Started", "Order Completed" }

function setup(new) threads = threads + 1; new:set("number", threads) end

-- The sender takes little of the machine it shares with what it measures: a body is made once, in pieces, and the message's own id, the same
-- text in all hundred places of a request, is what joins them.
local BODIES, bodies = 200, {}

function init()
  headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. key }
  for body = 1, BODIES do
    local pieces = { '{"sentAt":"2026-03-01T10:00:00.000Z","batch":[' }
    for i = 1, 100 do
      pieces[i] = pieces[i] .. string.format('{"type":"track","event":"%s","userId":"customer-%d","messageId":"', names[i % 5 + 1], body * 100 + i)
      pieces[i + 1] = string.format(
        '-%d","timestamp":"2026-03-01T10:00:00.000Z","context":{"library":{"name":"analytics-node","version":"3.1.0"}},"properties":{"sku":"boot-%d","total":%d,"currency":"EUR"}}%s',
        i, i, (body + i) % 200, i < 100 and "," or "]}")
    end
    bodies[body] = pieces
  end
end

function request()
  count = count + 1
  local id = string.format("%s-%d-%d", tag, number, count)
  return wrk.format("POST", "/v1/batch", headers, table.concat(bodies[count * 7 % BODIES + 1], id))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.4f %.4f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.read + e.write + e.connect))
end
