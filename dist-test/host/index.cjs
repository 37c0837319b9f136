"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __name = (target, value) => __defProp(target, "name", { value, configurable: true });
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// test/host/index.ts
var index_exports = {};
__export(index_exports, {
  run: () => run
});
module.exports = __toCommonJS(index_exports);
var import_promises = require("node:fs/promises");
var import_node_path = __toESM(require("node:path"), 1);
var import_node_util = require("node:util");

// test/host/harness/report.ts
var import_node_net = require("node:net");
async function openReport() {
  const port = process.env["DATAFLOWS_TEST_REPORT_PORT"];
  if (port === void 0) {
    return { print: /* @__PURE__ */ __name((line) => console.log(line), "print"), finish: /* @__PURE__ */ __name(async () => {
    }, "finish") };
  }
  const socket = (0, import_node_net.connect)(Number(port), "127.0.0.1");
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return overSocket(socket);
}
__name(openReport, "openReport");
function overSocket(socket) {
  const send = /* @__PURE__ */ __name((message) => socket.write(`${JSON.stringify(message)}
`), "send");
  let finished = false;
  return {
    print: /* @__PURE__ */ __name((text) => send({ kind: "line", text }), "print"),
    async finish(failures, error) {
      if (finished) {
        return;
      }
      finished = true;
      if (error !== void 0) {
        send({ kind: "line", text: error instanceof Error ? error.stack ?? error.message : String(error) });
      }
      send({ kind: "end", failures });
      await new Promise((resolve) => socket.end(resolve));
    }
  };
}
__name(overSocket, "overSocket");

// test/host/index.ts
async function run(testsPath) {
  process.setSourceMapsEnabled(true);
  const report = await openReport();
  try {
    const failures = await runMocha(import_node_path.default.dirname(testsPath), (line) => report.print(line));
    await report.finish(failures);
    if (failures > 0) {
      throw new Error(`${failures} host tests failed.`);
    }
  } catch (error) {
    await report.finish(1, error);
    throw error;
  }
}
__name(run, "run");
async function runMocha(folder, print) {
  const { default: Mocha } = await import("mocha");
  Mocha.reporters.Base.consoleLog = (...parts) => print((0, import_node_util.format)(...parts));
  const mocha = new Mocha({
    ui: "bdd",
    reporter: "spec",
    color: false,
    // A test may start an extension, a server and a database.
    timeout: 6e4,
    forbidOnly: true,
    forbidPending: true,
    ...process.env["DATAFLOWS_TEST_GREP"] ? { grep: process.env["DATAFLOWS_TEST_GREP"] } : {}
  });
  for (const file of (await (0, import_promises.readdir)(folder)).filter((name) => name.endsWith(".test.cjs")).sort()) {
    mocha.addFile(import_node_path.default.join(folder, file));
  }
  await mocha.loadFilesAsync();
  return new Promise((resolve) => mocha.run(resolve));
}
__name(runMocha, "runMocha");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  run
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC9ob3N0L2luZGV4LnRzIiwgIi4uLy4uL3Rlc3QvaG9zdC9oYXJuZXNzL3JlcG9ydC50cyJdLAogICJzb3VyY2VzQ29udGVudCI6IFsiaW1wb3J0IHsgcmVhZGRpciB9IGZyb20gJ25vZGU6ZnMvcHJvbWlzZXMnO1xuaW1wb3J0IHBhdGggZnJvbSAnbm9kZTpwYXRoJztcbmltcG9ydCB7IGZvcm1hdCB9IGZyb20gJ25vZGU6dXRpbCc7XG5pbXBvcnQgeyBvcGVuUmVwb3J0IH0gZnJvbSAnLi9oYXJuZXNzL3JlcG9ydC50cyc7XG5cbi8qKlxuICogV2hhdCBWUyBDb2RlJ3MgZXh0ZW5zaW9uIGhvc3QgY2FsbHMgdG8gcnVuIHRoZSBob3N0IHRlc3RzOiBvbiB0aGUgZGVza3RvcCwgd2hlcmUgYEB2c2NvZGUvdGVzdC1lbGVjdHJvbmAgc3RhcnRzXG4gKiBpdCwgYW5kIGluIHRoZSBWUyBDb2RlIHNlcnZlciBhbGlrZS5cbiAqIEBwYXJhbSB0ZXN0c1BhdGggVGhpcyBmaWxlLCBhcyBpdCB3YXMgaGFuZGVkIHRvIFZTIENvZGUuXG4gKiBAdGhyb3dzIEVycm9yIHdoZXJlIGEgdGVzdCBmYWlsczogVlMgQ29kZSB0ZWxscyBpdCBmcm9tIHN1Y2Nlc3MgYnkgdGhhdC5cbiAqL1xuZXhwb3J0IGFzeW5jIGZ1bmN0aW9uIHJ1bih0ZXN0c1BhdGg6IHN0cmluZyk6IFByb21pc2U8dm9pZD4ge1xuICAvLyBGYWlsdXJlcyBwb2ludCBpbnRvIHRlc3QvaG9zdCwgbm90IGludG8gdGhlIGJ1bmRsZS5cbiAgcHJvY2Vzcy5zZXRTb3VyY2VNYXBzRW5hYmxlZCh0cnVlKTtcbiAgY29uc3QgcmVwb3J0ID0gYXdhaXQgb3BlblJlcG9ydCgpO1xuICB0cnkge1xuICAgIGNvbnN0IGZhaWx1cmVzID0gYXdhaXQgcnVuTW9jaGEocGF0aC5kaXJuYW1lKHRlc3RzUGF0aCksIChsaW5lKSA9PiByZXBvcnQucHJpbnQobGluZSkpO1xuICAgIGF3YWl0IHJlcG9ydC5maW5pc2goZmFpbHVyZXMpO1xuICAgIGlmIChmYWlsdXJlcyA+IDApIHtcbiAgICAgIHRocm93IG5ldyBFcnJvcihgJHtmYWlsdXJlc30gaG9zdCB0ZXN0cyBmYWlsZWQuYCk7XG4gICAgfVxuICB9IGNhdGNoIChlcnJvcikge1xuICAgIGF3YWl0IHJlcG9ydC5maW5pc2goMSwgZXJyb3IpO1xuICAgIHRocm93IGVycm9yO1xuICB9XG59XG5cbmFzeW5jIGZ1bmN0aW9uIHJ1bk1vY2hhKGZvbGRlcjogc3RyaW5nLCBwcmludDogKGxpbmU6IHN0cmluZykgPT4gdm9pZCk6IFByb21pc2U8bnVtYmVyPiB7XG4gIGNvbnN0IHsgZGVmYXVsdDogTW9jaGEgfSA9IGF3YWl0IGltcG9ydCgnbW9jaGEnKTtcbiAgTW9jaGEucmVwb3J0ZXJzLkJhc2UuY29uc29sZUxvZyA9ICguLi5wYXJ0cykgPT4gcHJpbnQoZm9ybWF0KC4uLnBhcnRzKSk7XG4gIGNvbnN0IG1vY2hhID0gbmV3IE1vY2hhKHtcbiAgICB1aTogJ2JkZCcsXG4gICAgcmVwb3J0ZXI6ICdzcGVjJyxcbiAgICBjb2xvcjogZmFsc2UsXG4gICAgLy8gQSB0ZXN0IG1heSBzdGFydCBhbiBleHRlbnNpb24sIGEgc2VydmVyIGFuZCBhIGRhdGFiYXNlLlxuICAgIHRpbWVvdXQ6IDYwXzAwMCxcbiAgICBmb3JiaWRPbmx5OiB0cnVlLFxuICAgIGZvcmJpZFBlbmRpbmc6IHRydWUsXG4gICAgLi4uKHByb2Nlc3MuZW52WydEQVRBRkxPV1NfVEVTVF9HUkVQJ10gPyB7IGdyZXA6IHByb2Nlc3MuZW52WydEQVRBRkxPV1NfVEVTVF9HUkVQJ10gfSA6IHt9KSxcbiAgfSk7XG4gIGZvciAoY29uc3QgZmlsZSBvZiAoYXdhaXQgcmVhZGRpcihmb2xkZXIpKS5maWx0ZXIoKG5hbWUpID0+IG5hbWUuZW5kc1dpdGgoJy50ZXN0LmNqcycpKS5zb3J0KCkpIHtcbiAgICBtb2NoYS5hZGRGaWxlKHBhdGguam9pbihmb2xkZXIsIGZpbGUpKTtcbiAgfVxuICBhd2FpdCBtb2NoYS5sb2FkRmlsZXNBc3luYygpO1xuICByZXR1cm4gbmV3IFByb21pc2UoKHJlc29sdmUpID0+IG1vY2hhLnJ1bihyZXNvbHZlKSk7XG59XG4iLCAiaW1wb3J0IHsgY29ubmVjdCwgdHlwZSBTb2NrZXQgfSBmcm9tICdub2RlOm5ldCc7XG5cbi8qKiBXaGF0IHRoZSBleHRlbnNpb24gaG9zdCBzZW5kcyB3aGlsZSBpdHMgdGVzdHMgcnVuOiBvbmUgSlNPTiBvYmplY3QgYSBsaW5lLiAqL1xuZXhwb3J0IHR5cGUgUmVwb3J0TWVzc2FnZSA9XG4gIHwgeyByZWFkb25seSBraW5kOiAnbGluZSc7IHJlYWRvbmx5IHRleHQ6IHN0cmluZyB9XG4gIHwgeyByZWFkb25seSBraW5kOiAnZW5kJzsgcmVhZG9ubHkgZmFpbHVyZXM6IG51bWJlciB9O1xuXG5leHBvcnQgaW50ZXJmYWNlIFJlcG9ydCB7XG4gIHByaW50KGxpbmU6IHN0cmluZyk6IHZvaWQ7XG4gIC8qKiBFbmRzIHRoZSByZXBvcnQuIGBlcnJvcmAgaXMgd2hhdCBrZXB0IHRoZSB0ZXN0cyBmcm9tIHJ1bm5pbmcgdG8gdGhlaXIgZW5kLiAqL1xuICBmaW5pc2goZmFpbHVyZXM6IG51bWJlciwgZXJyb3I/OiB1bmtub3duKTogUHJvbWlzZTx2b2lkPjtcbn1cblxuLyoqXG4gKiBPcGVucyB0aGUgd2F5IGJhY2sgdG8gd2hvZXZlciBzdGFydGVkIHRoZSB0ZXN0czogYSBjb25uZWN0aW9uIHRvIHRoZSBwb3J0IG5hbWVkIGJ5IHRoZSBlbnZpcm9ubWVudCwgd2hpY2ggYWxzb1xuICogdGVsbHMgdGhlbSBhdCBvbmNlIHdoZW4gdGhlIGV4dGVuc2lvbiBob3N0IGRpZXMuIE9uIHRoZSBkZXNrdG9wIHRoZXJlIGlzIG5vbmUsIGFuZCB0aGUgY29uc29sZSByZWFjaGVzIHRoZW0uXG4gKi9cbmV4cG9ydCBhc3luYyBmdW5jdGlvbiBvcGVuUmVwb3J0KCk6IFByb21pc2U8UmVwb3J0PiB7XG4gIGNvbnN0IHBvcnQgPSBwcm9jZXNzLmVudlsnREFUQUZMT1dTX1RFU1RfUkVQT1JUX1BPUlQnXTtcbiAgaWYgKHBvcnQgPT09IHVuZGVmaW5lZCkge1xuICAgIHJldHVybiB7IHByaW50OiAobGluZSkgPT4gY29uc29sZS5sb2cobGluZSksIGZpbmlzaDogYXN5bmMgKCkgPT4ge30gfTtcbiAgfVxuICBjb25zdCBzb2NrZXQgPSBjb25uZWN0KE51bWJlcihwb3J0KSwgJzEyNy4wLjAuMScpO1xuICBhd2FpdCBuZXcgUHJvbWlzZTx2b2lkPigocmVzb2x2ZSwgcmVqZWN0KSA9PiB7XG4gICAgc29ja2V0Lm9uY2UoJ2Nvbm5lY3QnLCByZXNvbHZlKTtcbiAgICBzb2NrZXQub25jZSgnZXJyb3InLCByZWplY3QpO1xuICB9KTtcbiAgcmV0dXJuIG92ZXJTb2NrZXQoc29ja2V0KTtcbn1cblxuZnVuY3Rpb24gb3ZlclNvY2tldChzb2NrZXQ6IFNvY2tldCk6IFJlcG9ydCB7XG4gIGNvbnN0IHNlbmQgPSAobWVzc2FnZTogUmVwb3J0TWVzc2FnZSkgPT4gc29ja2V0LndyaXRlKGAke0pTT04uc3RyaW5naWZ5KG1lc3NhZ2UpfVxcbmApO1xuICBsZXQgZmluaXNoZWQgPSBmYWxzZTtcbiAgcmV0dXJuIHtcbiAgICBwcmludDogKHRleHQpID0+IHNlbmQoeyBraW5kOiAnbGluZScsIHRleHQgfSksXG4gICAgYXN5bmMgZmluaXNoKGZhaWx1cmVzLCBlcnJvcikge1xuICAgICAgaWYgKGZpbmlzaGVkKSB7XG4gICAgICAgIHJldHVybjtcbiAgICAgIH1cbiAgICAgIGZpbmlzaGVkID0gdHJ1ZTtcbiAgICAgIGlmIChlcnJvciAhPT0gdW5kZWZpbmVkKSB7XG4gICAgICAgIHNlbmQoeyBraW5kOiAnbGluZScsIHRleHQ6IGVycm9yIGluc3RhbmNlb2YgRXJyb3IgPyAoZXJyb3Iuc3RhY2sgPz8gZXJyb3IubWVzc2FnZSkgOiBTdHJpbmcoZXJyb3IpIH0pO1xuICAgICAgfVxuICAgICAgc2VuZCh7IGtpbmQ6ICdlbmQnLCBmYWlsdXJlcyB9KTtcbiAgICAgIGF3YWl0IG5ldyBQcm9taXNlPHZvaWQ+KChyZXNvbHZlKSA9PiBzb2NrZXQuZW5kKHJlc29sdmUpKTtcbiAgICB9LFxuICB9O1xufVxuIl0sCiAgIm1hcHBpbmdzIjogIjs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7OztBQUFBO0FBQUE7QUFBQTtBQUFBO0FBQUE7QUFBQSxzQkFBd0I7QUFDeEIsdUJBQWlCO0FBQ2pCLHVCQUF1Qjs7O0FDRnZCLHNCQUFxQztBQWlCckMsZUFBc0IsYUFBOEI7QUFDbEQsUUFBTSxPQUFPLFFBQVEsSUFBSSw0QkFBNEI7QUFDckQsTUFBSSxTQUFTLFFBQVc7QUFDdEIsV0FBTyxFQUFFLE9BQU8sd0JBQUMsU0FBUyxRQUFRLElBQUksSUFBSSxHQUExQixVQUE2QixRQUFRLG1DQUFZO0FBQUEsSUFBQyxHQUFiLFVBQWU7QUFBQSxFQUN0RTtBQUNBLFFBQU0sYUFBUyx5QkFBUSxPQUFPLElBQUksR0FBRyxXQUFXO0FBQ2hELFFBQU0sSUFBSSxRQUFjLENBQUMsU0FBUyxXQUFXO0FBQzNDLFdBQU8sS0FBSyxXQUFXLE9BQU87QUFDOUIsV0FBTyxLQUFLLFNBQVMsTUFBTTtBQUFBLEVBQzdCLENBQUM7QUFDRCxTQUFPLFdBQVcsTUFBTTtBQUMxQjtBQVhzQjtBQWF0QixTQUFTLFdBQVcsUUFBd0I7QUFDMUMsUUFBTSxPQUFPLHdCQUFDLFlBQTJCLE9BQU8sTUFBTSxHQUFHLEtBQUssVUFBVSxPQUFPLENBQUM7QUFBQSxDQUFJLEdBQXZFO0FBQ2IsTUFBSSxXQUFXO0FBQ2YsU0FBTztBQUFBLElBQ0wsT0FBTyx3QkFBQyxTQUFTLEtBQUssRUFBRSxNQUFNLFFBQVEsS0FBSyxDQUFDLEdBQXJDO0FBQUEsSUFDUCxNQUFNLE9BQU8sVUFBVSxPQUFPO0FBQzVCLFVBQUksVUFBVTtBQUNaO0FBQUEsTUFDRjtBQUNBLGlCQUFXO0FBQ1gsVUFBSSxVQUFVLFFBQVc7QUFDdkIsYUFBSyxFQUFFLE1BQU0sUUFBUSxNQUFNLGlCQUFpQixRQUFTLE1BQU0sU0FBUyxNQUFNLFVBQVcsT0FBTyxLQUFLLEVBQUUsQ0FBQztBQUFBLE1BQ3RHO0FBQ0EsV0FBSyxFQUFFLE1BQU0sT0FBTyxTQUFTLENBQUM7QUFDOUIsWUFBTSxJQUFJLFFBQWMsQ0FBQyxZQUFZLE9BQU8sSUFBSSxPQUFPLENBQUM7QUFBQSxJQUMxRDtBQUFBLEVBQ0Y7QUFDRjtBQWpCUzs7O0FEbkJULGVBQXNCLElBQUksV0FBa0M7QUFFMUQsVUFBUSxxQkFBcUIsSUFBSTtBQUNqQyxRQUFNLFNBQVMsTUFBTSxXQUFXO0FBQ2hDLE1BQUk7QUFDRixVQUFNLFdBQVcsTUFBTSxTQUFTLGlCQUFBQSxRQUFLLFFBQVEsU0FBUyxHQUFHLENBQUMsU0FBUyxPQUFPLE1BQU0sSUFBSSxDQUFDO0FBQ3JGLFVBQU0sT0FBTyxPQUFPLFFBQVE7QUFDNUIsUUFBSSxXQUFXLEdBQUc7QUFDaEIsWUFBTSxJQUFJLE1BQU0sR0FBRyxRQUFRLHFCQUFxQjtBQUFBLElBQ2xEO0FBQUEsRUFDRixTQUFTLE9BQU87QUFDZCxVQUFNLE9BQU8sT0FBTyxHQUFHLEtBQUs7QUFDNUIsVUFBTTtBQUFBLEVBQ1I7QUFDRjtBQWRzQjtBQWdCdEIsZUFBZSxTQUFTLFFBQWdCLE9BQWdEO0FBQ3RGLFFBQU0sRUFBRSxTQUFTLE1BQU0sSUFBSSxNQUFNLE9BQU8sT0FBTztBQUMvQyxRQUFNLFVBQVUsS0FBSyxhQUFhLElBQUksVUFBVSxVQUFNLHlCQUFPLEdBQUcsS0FBSyxDQUFDO0FBQ3RFLFFBQU0sUUFBUSxJQUFJLE1BQU07QUFBQSxJQUN0QixJQUFJO0FBQUEsSUFDSixVQUFVO0FBQUEsSUFDVixPQUFPO0FBQUE7QUFBQSxJQUVQLFNBQVM7QUFBQSxJQUNULFlBQVk7QUFBQSxJQUNaLGVBQWU7QUFBQSxJQUNmLEdBQUksUUFBUSxJQUFJLHFCQUFxQixJQUFJLEVBQUUsTUFBTSxRQUFRLElBQUkscUJBQXFCLEVBQUUsSUFBSSxDQUFDO0FBQUEsRUFDM0YsQ0FBQztBQUNELGFBQVcsU0FBUyxVQUFNLHlCQUFRLE1BQU0sR0FBRyxPQUFPLENBQUMsU0FBUyxLQUFLLFNBQVMsV0FBVyxDQUFDLEVBQUUsS0FBSyxHQUFHO0FBQzlGLFVBQU0sUUFBUSxpQkFBQUEsUUFBSyxLQUFLLFFBQVEsSUFBSSxDQUFDO0FBQUEsRUFDdkM7QUFDQSxRQUFNLE1BQU0sZUFBZTtBQUMzQixTQUFPLElBQUksUUFBUSxDQUFDLFlBQVksTUFBTSxJQUFJLE9BQU8sQ0FBQztBQUNwRDtBQWxCZTsiLAogICJuYW1lcyI6IFsicGF0aCJdCn0K
