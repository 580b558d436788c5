-- One event a request, as a page or a server sends them; every event has an id of its own. KUULO_PATH and KUULO_KEY (may be empty) say where
-- and as whom.
local path, key = os.getenv("KUULO_PATH") or "/v1/track", os.getenv("KUULO_KEY") or ""
local tag = os.getenv("KUULO_TAG") or "t"
local count, threads = 0, 0
local field = key == "" and "answers" or "properties" -- the reference server stores a row for each of "answers"
local names = { "Product Viewed", "Product Added", "Page Viewed", "Checkout Started", "Order Completed" }

function setup(new) threads = threads + 1; new:set("number", threads) end -- a global: each thread has its own script

function init()
  headers = { ["Content-Type"] = "application/json" }
  if key ~= "" then headers["Authorization"] = "Bearer " .. key end
end

-- The reference server wants a "submission_key", and Kuulo passes over what it does not know: as good as the same body for both.
function request()
  count = count + 1
  local id = string.format("%s-%d-%d", tag, number, count)
  return wrk.format("POST", path, headers, string.format(
    '{"submission_key":"%s","messageId":"%s","event":"%s","userId":"customer-%d","timestamp":"2026-03-01T10:00:00.000Z","%s":{"sku":"boot-%d","total":%d,"currency":"EUR"}}',
    id, id, names[count % 5 + 1], count * 7 % 20000, field, count % 100, count % 200))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.4f %.4f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.read + e.write + e.connect))
end
