// Pictures made by hand for tests, and forms to send files in.
import { crc32, deflateSync } from "node:zlib";

function sum(bytes) {
  if (crc32) return crc32(bytes);
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return ~c >>> 0;
}

export function pngChunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]), length = Buffer.alloc(4), check = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(sum(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of one colour, which a browser shows; `more`: chunks before its pixels. */
export function png(width, height, [red, green, blue], more = []) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width }, () => [red, green, blue]).flat())]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), pngChunk("IHDR", head), ...more, pngChunk("IDAT", pixels), pngChunk("IEND", Buffer.alloc(0))]);
}

/** multipart/form-data: files as {field, name, bytes, type}, fields as [name, text]. → {body, headers} */
export function form(files, fields = []) {
  const mark = "----kuulo-test", parts = [];
  for (const [name, text] of fields) parts.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`));
  for (const { field = "file", name, bytes, type = "application/octet-stream" } of files)
    parts.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`), bytes, Buffer.from("\r\n"));
  return { body: Buffer.concat([...parts, Buffer.from(`--${mark}--\r\n`)]), headers: { "content-type": `multipart/form-data; boundary=${mark}` } };
}
