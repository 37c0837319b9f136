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
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC9ob3N0L2luZGV4LnRzIiwgIi4uLy4uL3Rlc3QvaG9zdC9oYXJuZXNzL3JlcG9ydC50cyJdLAogICJzb3VyY2VzQ29udGVudCI6IFsiaW1wb3J0IHsgcmVhZGRpciB9IGZyb20gJ25vZGU6ZnMvcHJvbWlzZXMnO1xuaW1wb3J0IHBhdGggZnJvbSAnbm9kZTpwYXRoJztcbmltcG9ydCB7IGZvcm1hdCB9IGZyb20gJ25vZGU6dXRpbCc7XG5pbXBvcnQgeyBvcGVuUmVwb3J0IH0gZnJvbSAnLi9oYXJuZXNzL3JlcG9ydC50cyc7XG5cbi8qKlxuICogV2hhdCBWUyBDb2RlJ3MgZXh0ZW5zaW9uIGhvc3QgY2FsbHMgdG8gcnVuIHRoZSBob3N0IHRlc3RzOiBvbiB0aGUgZGVza3RvcCwgd2hlcmUgYEB2c2NvZGUvdGVzdC1lbGVjdHJvbmAgc3RhcnRzXG4gKiBpdCwgYW5kIGluIHRoZSBWUyBDb2RlIHNlcnZlciBhbGlrZS5cbiAqIEBwYXJhbSB0ZXN0c1BhdGggVGhpcyBmaWxlLCBhcyBpdCB3YXMgaGFuZGVkIHRvIFZTIENvZGUuXG4gKiBAdGhyb3dzIEVycm9yIHdoZXJlIGEgdGVzdCBmYWlsczogVlMgQ29kZSB0ZWxscyBpdCBmcm9tIHN1Y2Nlc3MgYnkgdGhhdC5cbiAqL1xuZXhwb3J0IGFzeW5jIGZ1bmN0aW9uIHJ1bih0ZXN0c1BhdGg6IHN0cmluZyk6IFByb21pc2U8dm9pZD4ge1xuICAvLyBGYWlsdXJlcyBwb2ludCBpbnRvIHRlc3QvaG9zdCwgbm90IGludG8gdGhlIGJ1bmRsZS5cbiAgcHJvY2Vzcy5zZXRTb3VyY2VNYXBzRW5hYmxlZCh0cnVlKTtcbiAgY29uc3QgcmVwb3J0ID0gYXdhaXQgb3BlblJlcG9ydCgpO1xuICB0cnkge1xuICAgIGNvbnN0IGZhaWx1cmVzID0gYXdhaXQgcnVuTW9jaGEocGF0aC5kaXJuYW1lKHRlc3RzUGF0aCksIChsaW5lKSA9PiByZXBvcnQucHJpbnQobGluZSkpO1xuICAgIGF3YWl0IHJlcG9ydC5maW5pc2goZmFpbHVyZXMpO1xuICAgIGlmIChmYWlsdXJlcyA+IDApIHtcbiAgICAgIHRocm93IG5ldyBFcnJvcihgJHtmYWlsdXJlc30gaG9zdCB0ZXN0cyBmYWlsZWQuYCk7XG4gICAgfVxuICB9IGNhdGNoIChlcnJvcikge1xuICAgIGF3YWl0IHJlcG9ydC5maW5pc2goMSwgZXJyb3IpO1xuICAgIHRocm93IGVycm9yO1xuICB9XG59XG5cbmFzeW5jIGZ1bmN0aW9uIHJ1bk1vY2hhKGZvbGRlcjogc3RyaW5nLCBwcmludDogKGxpbmU6IHN0cmluZykgPT4gdm9pZCk6IFByb21pc2U8bnVtYmVyPiB7XG4gIGNvbnN0IHsgZGVmYXVsdDogTW9jaGEgfSA9IGF3YWl0IGltcG9ydCgnbW9jaGEnKTtcbiAgTW9jaGEucmVwb3J0ZXJzLkJhc2UuY29uc29sZUxvZyA9ICguLi5wYXJ0cykgPT4gcHJpbnQoZm9ybWF0KC4uLnBhcnRzKSk7XG4gIGNvbnN0IG1vY2hhID0gbmV3IE1vY2hhKHtcbiAgICB1aTogJ2JkZCcsXG4gICAgcmVwb3J0ZXI6ICdzcGVjJyxcbiAgICBjb2xvcjogZmFsc2UsXG4gICAgLy8gQSB0ZXN0IG1heSBzdGFydCBhbiBleHRlbnNpb24sIGEgc2VydmVyIGFuZCBhIGRhdGFiYXNlLlxuICAgIHRpbWVvdXQ6IDYwXzAwMCxcbiAgICBmb3JiaWRPbmx5OiB0cnVlLFxuICAgIGZvcmJpZFBlbmRpbmc6IHRydWUsXG4gICAgLi4uKHByb2Nlc3MuZW52WydEQVRBRkxPV1NfVEVTVF9HUkVQJ10gPyB7IGdyZXA6IHByb2Nlc3MuZW52WydEQVRBRkxPV1NfVEVTVF9HUkVQJ10gfSA6IHt9KSxcbiAgfSk7XG4gIGZvciAoY29uc3QgZmlsZSBvZiAoYXdhaXQgcmVhZGRpcihmb2xkZXIpKS5maWx0ZXIoKG5hbWUpID0+IG5hbWUuZW5kc1dpdGgoJy50ZXN0LmNqcycpKS5zb3J0KCkpIHtcbiAgICBtb2NoYS5hZGRGaWxlKHBhdGguam9pbihmb2xkZXIsIGZpbGUpKTtcbiAgfVxuICBhd2FpdCBtb2NoYS5sb2FkRmlsZXNBc3luYygpO1xuICByZXR1cm4gbmV3IFByb21pc2UoKHJlc29sdmUpID0+IG1vY2hhLnJ1bihyZXNvbHZlKSk7XG59XG4iLCAiaW1wb3J0IHsgY29ubmVjdCwgdHlwZSBTb2NrZXQgfSBmcm9tICdub2RlOm5ldCc7XG5cbi8qKiBXaGF0IHRoZSBleHRlbnNpb24gaG9zdCBzZW5kcyB3aGlsZSBpdHMgdGVzdHMgcnVuOiBvbmUgSlNPTiBvYmplY3QgYSBsaW5lLiAqL1xuZXhwb3J0IHR5cGUgUmVwb3J0TWVzc2FnZSA9XG4gIHwgeyByZWFkb25seSBraW5kOiAnbGluZSc7IHJlYWRvbmx5IHRleHQ6IHN0cmluZyB9XG4gIHwgeyByZWFkb25seSBraW5kOiAnZW5kJzsgcmVhZG9ubHkgZmFpbHVyZXM6IG51bWJlciB9O1xuXG5pbnRlcmZhY2UgUmVwb3J0IHtcbiAgcHJpbnQobGluZTogc3RyaW5nKTogdm9pZDtcbiAgLyoqIEVuZHMgdGhlIHJlcG9ydC4gYGVycm9yYCBpcyB3aGF0IGtlcHQgdGhlIHRlc3RzIGZyb20gcnVubmluZyB0byB0aGVpciBlbmQuICovXG4gIGZpbmlzaChmYWlsdXJlczogbnVtYmVyLCBlcnJvcj86IHVua25vd24pOiBQcm9taXNlPHZvaWQ+O1xufVxuXG4vKipcbiAqIE9wZW5zIHRoZSB3YXkgYmFjayB0byB3aG9ldmVyIHN0YXJ0ZWQgdGhlIHRlc3RzOiBhIGNvbm5lY3Rpb24gdG8gdGhlIHBvcnQgbmFtZWQgYnkgdGhlIGVudmlyb25tZW50LCB3aGljaCBhbHNvXG4gKiB0ZWxscyB0aGVtIGF0IG9uY2Ugd2hlbiB0aGUgZXh0ZW5zaW9uIGhvc3QgZGllcy4gT24gdGhlIGRlc2t0b3AgdGhlcmUgaXMgbm9uZSwgYW5kIHRoZSBjb25zb2xlIHJlYWNoZXMgdGhlbS5cbiAqL1xuZXhwb3J0IGFzeW5jIGZ1bmN0aW9uIG9wZW5SZXBvcnQoKTogUHJvbWlzZTxSZXBvcnQ+IHtcbiAgY29uc3QgcG9ydCA9IHByb2Nlc3MuZW52WydEQVRBRkxPV1NfVEVTVF9SRVBPUlRfUE9SVCddO1xuICBpZiAocG9ydCA9PT0gdW5kZWZpbmVkKSB7XG4gICAgcmV0dXJuIHsgcHJpbnQ6IChsaW5lKSA9PiBjb25zb2xlLmxvZyhsaW5lKSwgZmluaXNoOiBhc3luYyAoKSA9PiB7fSB9O1xuICB9XG4gIGNvbnN0IHNvY2tldCA9IGNvbm5lY3QoTnVtYmVyKHBvcnQpLCAnMTI3LjAuMC4xJyk7XG4gIGF3YWl0IG5ldyBQcm9taXNlPHZvaWQ+KChyZXNvbHZlLCByZWplY3QpID0+IHtcbiAgICBzb2NrZXQub25jZSgnY29ubmVjdCcsIHJlc29sdmUpO1xuICAgIHNvY2tldC5vbmNlKCdlcnJvcicsIHJlamVjdCk7XG4gIH0pO1xuICByZXR1cm4gb3ZlclNvY2tldChzb2NrZXQpO1xufVxuXG5mdW5jdGlvbiBvdmVyU29ja2V0KHNvY2tldDogU29ja2V0KTogUmVwb3J0IHtcbiAgY29uc3Qgc2VuZCA9IChtZXNzYWdlOiBSZXBvcnRNZXNzYWdlKSA9PiBzb2NrZXQud3JpdGUoYCR7SlNPTi5zdHJpbmdpZnkobWVzc2FnZSl9XFxuYCk7XG4gIGxldCBmaW5pc2hlZCA9IGZhbHNlO1xuICByZXR1cm4ge1xuICAgIHByaW50OiAodGV4dCkgPT4gc2VuZCh7IGtpbmQ6ICdsaW5lJywgdGV4dCB9KSxcbiAgICBhc3luYyBmaW5pc2goZmFpbHVyZXMsIGVycm9yKSB7XG4gICAgICBpZiAoZmluaXNoZWQpIHtcbiAgICAgICAgcmV0dXJuO1xuICAgICAgfVxuICAgICAgZmluaXNoZWQgPSB0cnVlO1xuICAgICAgaWYgKGVycm9yICE9PSB1bmRlZmluZWQpIHtcbiAgICAgICAgc2VuZCh7IGtpbmQ6ICdsaW5lJywgdGV4dDogZXJyb3IgaW5zdGFuY2VvZiBFcnJvciA/IChlcnJvci5zdGFjayA/PyBlcnJvci5tZXNzYWdlKSA6IFN0cmluZyhlcnJvcikgfSk7XG4gICAgICB9XG4gICAgICBzZW5kKHsga2luZDogJ2VuZCcsIGZhaWx1cmVzIH0pO1xuICAgICAgYXdhaXQgbmV3IFByb21pc2U8dm9pZD4oKHJlc29sdmUpID0+IHNvY2tldC5lbmQocmVzb2x2ZSkpO1xuICAgIH0sXG4gIH07XG59XG4iXSwKICAibWFwcGluZ3MiOiAiOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7O0FBQUE7QUFBQTtBQUFBO0FBQUE7QUFBQTtBQUFBLHNCQUF3QjtBQUN4Qix1QkFBaUI7QUFDakIsdUJBQXVCOzs7QUNGdkIsc0JBQXFDO0FBaUJyQyxlQUFzQixhQUE4QjtBQUNsRCxRQUFNLE9BQU8sUUFBUSxJQUFJLDRCQUE0QjtBQUNyRCxNQUFJLFNBQVMsUUFBVztBQUN0QixXQUFPLEVBQUUsT0FBTyx3QkFBQyxTQUFTLFFBQVEsSUFBSSxJQUFJLEdBQTFCLFVBQTZCLFFBQVEsbUNBQVk7QUFBQSxJQUFDLEdBQWIsVUFBZTtBQUFBLEVBQ3RFO0FBQ0EsUUFBTSxhQUFTLHlCQUFRLE9BQU8sSUFBSSxHQUFHLFdBQVc7QUFDaEQsUUFBTSxJQUFJLFFBQWMsQ0FBQyxTQUFTLFdBQVc7QUFDM0MsV0FBTyxLQUFLLFdBQVcsT0FBTztBQUM5QixXQUFPLEtBQUssU0FBUyxNQUFNO0FBQUEsRUFDN0IsQ0FBQztBQUNELFNBQU8sV0FBVyxNQUFNO0FBQzFCO0FBWHNCO0FBYXRCLFNBQVMsV0FBVyxRQUF3QjtBQUMxQyxRQUFNLE9BQU8sd0JBQUMsWUFBMkIsT0FBTyxNQUFNLEdBQUcsS0FBSyxVQUFVLE9BQU8sQ0FBQztBQUFBLENBQUksR0FBdkU7QUFDYixNQUFJLFdBQVc7QUFDZixTQUFPO0FBQUEsSUFDTCxPQUFPLHdCQUFDLFNBQVMsS0FBSyxFQUFFLE1BQU0sUUFBUSxLQUFLLENBQUMsR0FBckM7QUFBQSxJQUNQLE1BQU0sT0FBTyxVQUFVLE9BQU87QUFDNUIsVUFBSSxVQUFVO0FBQ1o7QUFBQSxNQUNGO0FBQ0EsaUJBQVc7QUFDWCxVQUFJLFVBQVUsUUFBVztBQUN2QixhQUFLLEVBQUUsTUFBTSxRQUFRLE1BQU0saUJBQWlCLFFBQVMsTUFBTSxTQUFTLE1BQU0sVUFBVyxPQUFPLEtBQUssRUFBRSxDQUFDO0FBQUEsTUFDdEc7QUFDQSxXQUFLLEVBQUUsTUFBTSxPQUFPLFNBQVMsQ0FBQztBQUM5QixZQUFNLElBQUksUUFBYyxDQUFDLFlBQVksT0FBTyxJQUFJLE9BQU8sQ0FBQztBQUFBLElBQzFEO0FBQUEsRUFDRjtBQUNGO0FBakJTOzs7QURuQlQsZUFBc0IsSUFBSSxXQUFrQztBQUUxRCxVQUFRLHFCQUFxQixJQUFJO0FBQ2pDLFFBQU0sU0FBUyxNQUFNLFdBQVc7QUFDaEMsTUFBSTtBQUNGLFVBQU0sV0FBVyxNQUFNLFNBQVMsaUJBQUFBLFFBQUssUUFBUSxTQUFTLEdBQUcsQ0FBQyxTQUFTLE9BQU8sTUFBTSxJQUFJLENBQUM7QUFDckYsVUFBTSxPQUFPLE9BQU8sUUFBUTtBQUM1QixRQUFJLFdBQVcsR0FBRztBQUNoQixZQUFNLElBQUksTUFBTSxHQUFHLFFBQVEscUJBQXFCO0FBQUEsSUFDbEQ7QUFBQSxFQUNGLFNBQVMsT0FBTztBQUNkLFVBQU0sT0FBTyxPQUFPLEdBQUcsS0FBSztBQUM1QixVQUFNO0FBQUEsRUFDUjtBQUNGO0FBZHNCO0FBZ0J0QixlQUFlLFNBQVMsUUFBZ0IsT0FBZ0Q7QUFDdEYsUUFBTSxFQUFFLFNBQVMsTUFBTSxJQUFJLE1BQU0sT0FBTyxPQUFPO0FBQy9DLFFBQU0sVUFBVSxLQUFLLGFBQWEsSUFBSSxVQUFVLFVBQU0seUJBQU8sR0FBRyxLQUFLLENBQUM7QUFDdEUsUUFBTSxRQUFRLElBQUksTUFBTTtBQUFBLElBQ3RCLElBQUk7QUFBQSxJQUNKLFVBQVU7QUFBQSxJQUNWLE9BQU87QUFBQTtBQUFBLElBRVAsU0FBUztBQUFBLElBQ1QsWUFBWTtBQUFBLElBQ1osZUFBZTtBQUFBLElBQ2YsR0FBSSxRQUFRLElBQUkscUJBQXFCLElBQUksRUFBRSxNQUFNLFFBQVEsSUFBSSxxQkFBcUIsRUFBRSxJQUFJLENBQUM7QUFBQSxFQUMzRixDQUFDO0FBQ0QsYUFBVyxTQUFTLFVBQU0seUJBQVEsTUFBTSxHQUFHLE9BQU8sQ0FBQyxTQUFTLEtBQUssU0FBUyxXQUFXLENBQUMsRUFBRSxLQUFLLEdBQUc7QUFDOUYsVUFBTSxRQUFRLGlCQUFBQSxRQUFLLEtBQUssUUFBUSxJQUFJLENBQUM7QUFBQSxFQUN2QztBQUNBLFFBQU0sTUFBTSxlQUFlO0FBQzNCLFNBQU8sSUFBSSxRQUFRLENBQUMsWUFBWSxNQUFNLElBQUksT0FBTyxDQUFDO0FBQ3BEO0FBbEJlOyIsCiAgIm5hbWVzIjogWyJwYXRoIl0KfQo=
