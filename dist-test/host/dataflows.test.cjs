"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __name = (target, value) => __defProp(target, "name", { value, configurable: true });
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

// test/host/dataflows.test.ts
var import_strict = __toESM(require("node:assert/strict"), 1);
var import_promises = require("node:fs/promises");
var import_node_path = require("node:path");
var vscode = __toESM(require("vscode"), 1);
var extensionId = "dataflows.dataflows-for-stripe";
function folder() {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  import_strict.default.ok(first, "the tests need an open folder");
  return first.uri.fsPath;
}
__name(folder, "folder");
function sampleDataflow(name, resources) {
  return {
    name,
    connector: "sample",
    displayName: name,
    tables: resources.map((resource) => ({ resource, table: `${name}_${resource}`.toLowerCase() })),
    createdAt: "2026-11-23T08:00:00.000Z",
    updatedAt: "2026-11-23T08:00:00.000Z"
  };
}
__name(sampleDataflow, "sampleDataflow");
async function writeDefinitions(dataflows) {
  await (0, import_promises.mkdir)((0, import_node_path.join)(folder(), ".dataflows"), { recursive: true });
  await (0, import_promises.writeFile)((0, import_node_path.join)(folder(), ".dataflows", "dataflows.json"), JSON.stringify({ version: 1, dataflows }));
  await vscode.commands.executeCommand("dataflows.refresh");
}
__name(writeDefinitions, "writeDefinitions");
var run = /* @__PURE__ */ __name((name) => vscode.commands.executeCommand("dataflows.run", name), "run");
describe("the extension in VS Code", () => {
  before(async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
  });
  afterEach(() => (0, import_promises.rm)((0, import_node_path.join)(folder(), ".dataflows", "dataflows.json"), { force: true }));
  it("has every command that its manifest contributes", async () => {
    const { contributes } = vscode.extensions.getExtension(extensionId)?.packageJSON ?? {};
    const contributed = contributes.commands.map((command) => command.command);
    const registered = await vscode.commands.getCommands(true);
    import_strict.default.deepEqual(
      contributed.filter((command) => !registered.includes(command)),
      []
    );
  });
  it("starts no database before one is needed", async () => {
    import_strict.default.deepEqual(await (0, import_promises.readdir)(folder()), []);
  });
  it("runs a dataflow by its name, in any case, and resolves with the run\u2019s record", async () => {
    await writeDefinitions([sampleDataflow("Shop", ["customers", "invoices", "invoice_line_items"])]);
    const first = await run("Shop");
    import_strict.default.equal(first.status, "succeeded", first.description);
    import_strict.default.deepEqual(
      first.tables.map((table) => [table.table, table.status, table.inserted > 0, table.updated]),
      [
        ["shop_customers", "succeeded", true, 0],
        ["shop_invoices", "succeeded", true, 0],
        ["shop_invoice_line_items", "succeeded", true, 0]
      ]
    );
    const second = await run("SHOP");
    import_strict.default.equal(second.number, first.number + 1);
    import_strict.default.deepEqual(
      second.tables.map((table) => [table.inserted, table.updated, table.unchanged]),
      first.tables.map((table) => [0, 0, table.inserted])
    );
  });
  it("leaves an SQLite file in the folder", async () => {
    const file = await (0, import_promises.readFile)((0, import_node_path.join)(folder(), ".dataflows", "dataflows.sqlite"));
    import_strict.default.equal(file.subarray(0, 15).toString(), "SQLite format 3");
  });
  it("makes the empty, typed table where only the metadata is wanted", async () => {
    const dataflow = sampleDataflow("Typed", ["customers"]);
    await writeDefinitions([
      { ...dataflow, tables: dataflow.tables.map((table) => ({ ...table, load: "metadata" })) }
    ]);
    const record = await run("Typed");
    import_strict.default.equal(record.status, "succeeded", record.description);
    import_strict.default.equal(record.tables[0]?.inserted, 0);
  });
  it("skips a table that the connector does not know, and says so", async () => {
    await writeDefinitions([sampleDataflow("Odd", ["customers", "unicorns"])]);
    const record = await run("Odd");
    import_strict.default.equal(record.status, "succeededWithWarnings");
    import_strict.default.match(record.description ?? "", /unicorns/);
  });
  it("rejects the name of no dataflow", async () => {
    await import_strict.default.rejects(async () => await run("Nobody"), /no dataflow named “Nobody”/);
  });
  it("rejects a run without an API key, and says what to do", async () => {
    await writeDefinitions([{ ...sampleDataflow("Keyless", ["customers"]), connector: "stripe" }]);
    await import_strict.default.rejects(async () => await run("Keyless"), /No API key is stored for the dataflow “Keyless”/);
  });
  it("rejects a dataflow of a connector that it does not have", async () => {
    await writeDefinitions([{ ...sampleDataflow("Foreign", ["customers"]), connector: "paypal" }]);
    await import_strict.default.rejects(async () => await run("Foreign"), /the connector “paypal”/);
  });
  it("keeps the dataflows that it knows when the file is broken by hand, and overwrites nothing", async () => {
    await writeDefinitions([sampleDataflow("Kept", ["customers"])]);
    await (0, import_promises.writeFile)((0, import_node_path.join)(folder(), ".dataflows", "dataflows.json"), "{ oops");
    await vscode.commands.executeCommand("dataflows.refresh");
    import_strict.default.equal((await run("Kept")).status, "succeeded");
    import_strict.default.equal(await (0, import_promises.readFile)((0, import_node_path.join)(folder(), ".dataflows", "dataflows.json"), "utf8"), "{ oops");
  });
  it("makes and runs a sample dataflow in one step", async () => {
    const name = await vscode.commands.executeCommand("dataflows.newFromSample");
    const { dataflows } = JSON.parse(await (0, import_promises.readFile)((0, import_node_path.join)(folder(), ".dataflows", "dataflows.json"), "utf8"));
    import_strict.default.deepEqual(
      dataflows.map((dataflow) => dataflow.name),
      [name]
    );
    await (0, import_promises.access)((0, import_node_path.join)(folder(), ".dataflows", ".gitignore"));
  });
  it("opens a table in the preview editor, and takes the same tab again", async () => {
    await writeDefinitions([sampleDataflow("Looked", ["customers"])]);
    await run("Looked");
    await vscode.commands.executeCommand("dataflows.previewTable", "looked_customers");
    await vscode.commands.executeCommand("dataflows.previewTable", "looked_customers");
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const previews = tabs.filter((tab) => tab.input instanceof vscode.TabInputCustom);
    import_strict.default.deepEqual(
      previews.map((tab) => [tab.label, tab.isDirty]),
      [["looked_customers", false]]
    );
  });
  it("copies the name of a table", async () => {
    await vscode.commands.executeCommand("dataflows.copyTableName", "looked_customers");
    import_strict.default.equal(await vscode.env.clipboard.readText(), "looked_customers");
  });
  it("says that a table is not imported yet", async () => {
    await import_strict.default.rejects(
      async () => await vscode.commands.executeCommand("dataflows.previewTable", "no_table"),
      /“no_table” is not imported yet/
    );
  });
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC9ob3N0L2RhdGFmbG93cy50ZXN0LnRzIl0sCiAgInNvdXJjZXNDb250ZW50IjogWyJpbXBvcnQgYXNzZXJ0IGZyb20gJ25vZGU6YXNzZXJ0L3N0cmljdCc7XG5pbXBvcnQgeyBhY2Nlc3MsIG1rZGlyLCByZWFkZGlyLCByZWFkRmlsZSwgcm0sIHdyaXRlRmlsZSB9IGZyb20gJ25vZGU6ZnMvcHJvbWlzZXMnO1xuaW1wb3J0IHsgam9pbiB9IGZyb20gJ25vZGU6cGF0aCc7XG5pbXBvcnQgKiBhcyB2c2NvZGUgZnJvbSAndnNjb2RlJztcbmltcG9ydCB0eXBlIHsgUnVuUmVjb3JkIH0gZnJvbSAnLi4vLi4vc3JjL2RhdGFiYXNlL2FwaS50cyc7XG5cbmNvbnN0IGV4dGVuc2lvbklkID0gJ2RhdGFmbG93cy5kYXRhZmxvd3MtZm9yLXN0cmlwZSc7XG5cbmZ1bmN0aW9uIGZvbGRlcigpOiBzdHJpbmcge1xuICBjb25zdCBbZmlyc3RdID0gdnNjb2RlLndvcmtzcGFjZS53b3Jrc3BhY2VGb2xkZXJzID8/IFtdO1xuICBhc3NlcnQub2soZmlyc3QsICd0aGUgdGVzdHMgbmVlZCBhbiBvcGVuIGZvbGRlcicpO1xuICByZXR1cm4gZmlyc3QudXJpLmZzUGF0aDtcbn1cblxuZnVuY3Rpb24gc2FtcGxlRGF0YWZsb3cobmFtZTogc3RyaW5nLCByZXNvdXJjZXM6IHJlYWRvbmx5IHN0cmluZ1tdKSB7XG4gIHJldHVybiB7XG4gICAgbmFtZSxcbiAgICBjb25uZWN0b3I6ICdzYW1wbGUnLFxuICAgIGRpc3BsYXlOYW1lOiBuYW1lLFxuICAgIHRhYmxlczogcmVzb3VyY2VzLm1hcCgocmVzb3VyY2UpID0+ICh7IHJlc291cmNlLCB0YWJsZTogYCR7bmFtZX1fJHtyZXNvdXJjZX1gLnRvTG93ZXJDYXNlKCkgfSkpLFxuICAgIGNyZWF0ZWRBdDogJzIwMjYtMTEtMjNUMDg6MDA6MDAuMDAwWicsXG4gICAgdXBkYXRlZEF0OiAnMjAyNi0xMS0yM1QwODowMDowMC4wMDBaJyxcbiAgfTtcbn1cblxuYXN5bmMgZnVuY3Rpb24gd3JpdGVEZWZpbml0aW9ucyhkYXRhZmxvd3M6IHJlYWRvbmx5IHVua25vd25bXSk6IFByb21pc2U8dm9pZD4ge1xuICBhd2FpdCBta2Rpcihqb2luKGZvbGRlcigpLCAnLmRhdGFmbG93cycpLCB7IHJlY3Vyc2l2ZTogdHJ1ZSB9KTtcbiAgYXdhaXQgd3JpdGVGaWxlKGpvaW4oZm9sZGVyKCksICcuZGF0YWZsb3dzJywgJ2RhdGFmbG93cy5qc29uJyksIEpTT04uc3RyaW5naWZ5KHsgdmVyc2lvbjogMSwgZGF0YWZsb3dzIH0pKTtcbiAgLy8gQXMgYSBwZXJzb24gbWF5IGRvIGl0OiBub3Qgd2FpdGluZyBmb3IgdGhlIGZpbGUgd2F0Y2hlci5cbiAgYXdhaXQgdnNjb2RlLmNvbW1hbmRzLmV4ZWN1dGVDb21tYW5kKCdkYXRhZmxvd3MucmVmcmVzaCcpO1xufVxuXG5jb25zdCBydW4gPSAobmFtZTogc3RyaW5nKSA9PiB2c2NvZGUuY29tbWFuZHMuZXhlY3V0ZUNvbW1hbmQ8UnVuUmVjb3JkPignZGF0YWZsb3dzLnJ1bicsIG5hbWUpO1xuXG5kZXNjcmliZSgndGhlIGV4dGVuc2lvbiBpbiBWUyBDb2RlJywgKCkgPT4ge1xuICBiZWZvcmUoYXN5bmMgKCkgPT4ge1xuICAgIGF3YWl0IHZzY29kZS5leHRlbnNpb25zLmdldEV4dGVuc2lvbihleHRlbnNpb25JZCk/LmFjdGl2YXRlKCk7XG4gIH0pO1xuXG4gIGFmdGVyRWFjaCgoKSA9PiBybShqb2luKGZvbGRlcigpLCAnLmRhdGFmbG93cycsICdkYXRhZmxvd3MuanNvbicpLCB7IGZvcmNlOiB0cnVlIH0pKTtcblxuICBpdCgnaGFzIGV2ZXJ5IGNvbW1hbmQgdGhhdCBpdHMgbWFuaWZlc3QgY29udHJpYnV0ZXMnLCBhc3luYyAoKSA9PiB7XG4gICAgY29uc3QgeyBjb250cmlidXRlcyB9ID0gdnNjb2RlLmV4dGVuc2lvbnMuZ2V0RXh0ZW5zaW9uKGV4dGVuc2lvbklkKT8ucGFja2FnZUpTT04gPz8ge307XG4gICAgY29uc3QgY29udHJpYnV0ZWQ6IHN0cmluZ1tdID0gY29udHJpYnV0ZXMuY29tbWFuZHMubWFwKChjb21tYW5kOiB7IGNvbW1hbmQ6IHN0cmluZyB9KSA9PiBjb21tYW5kLmNvbW1hbmQpO1xuICAgIGNvbnN0IHJlZ2lzdGVyZWQgPSBhd2FpdCB2c2NvZGUuY29tbWFuZHMuZ2V0Q29tbWFuZHModHJ1ZSk7XG4gICAgYXNzZXJ0LmRlZXBFcXVhbChcbiAgICAgIGNvbnRyaWJ1dGVkLmZpbHRlcigoY29tbWFuZCkgPT4gIXJlZ2lzdGVyZWQuaW5jbHVkZXMoY29tbWFuZCkpLFxuICAgICAgW10sXG4gICAgKTtcbiAgfSk7XG5cbiAgaXQoJ3N0YXJ0cyBubyBkYXRhYmFzZSBiZWZvcmUgb25lIGlzIG5lZWRlZCcsIGFzeW5jICgpID0+IHtcbiAgICBhc3NlcnQuZGVlcEVxdWFsKGF3YWl0IHJlYWRkaXIoZm9sZGVyKCkpLCBbXSk7XG4gIH0pO1xuXG4gIGl0KCdydW5zIGEgZGF0YWZsb3cgYnkgaXRzIG5hbWUsIGluIGFueSBjYXNlLCBhbmQgcmVzb2x2ZXMgd2l0aCB0aGUgcnVuXHUyMDE5cyByZWNvcmQnLCBhc3luYyAoKSA9PiB7XG4gICAgYXdhaXQgd3JpdGVEZWZpbml0aW9ucyhbc2FtcGxlRGF0YWZsb3coJ1Nob3AnLCBbJ2N1c3RvbWVycycsICdpbnZvaWNlcycsICdpbnZvaWNlX2xpbmVfaXRlbXMnXSldKTtcbiAgICBjb25zdCBmaXJzdCA9IGF3YWl0IHJ1bignU2hvcCcpO1xuICAgIGFzc2VydC5lcXVhbChmaXJzdC5zdGF0dXMsICdzdWNjZWVkZWQnLCBmaXJzdC5kZXNjcmlwdGlvbik7XG4gICAgYXNzZXJ0LmRlZXBFcXVhbChcbiAgICAgIGZpcnN0LnRhYmxlcy5tYXAoKHRhYmxlKSA9PiBbdGFibGUudGFibGUsIHRhYmxlLnN0YXR1cywgdGFibGUuaW5zZXJ0ZWQgPiAwLCB0YWJsZS51cGRhdGVkXSksXG4gICAgICBbXG4gICAgICAgIFsnc2hvcF9jdXN0b21lcnMnLCAnc3VjY2VlZGVkJywgdHJ1ZSwgMF0sXG4gICAgICAgIFsnc2hvcF9pbnZvaWNlcycsICdzdWNjZWVkZWQnLCB0cnVlLCAwXSxcbiAgICAgICAgWydzaG9wX2ludm9pY2VfbGluZV9pdGVtcycsICdzdWNjZWVkZWQnLCB0cnVlLCAwXSxcbiAgICAgIF0sXG4gICAgKTtcbiAgICBjb25zdCBzZWNvbmQgPSBhd2FpdCBydW4oJ1NIT1AnKTtcbiAgICBhc3NlcnQuZXF1YWwoc2Vjb25kLm51bWJlciwgZmlyc3QubnVtYmVyICsgMSk7XG4gICAgYXNzZXJ0LmRlZXBFcXVhbChcbiAgICAgIHNlY29uZC50YWJsZXMubWFwKCh0YWJsZSkgPT4gW3RhYmxlLmluc2VydGVkLCB0YWJsZS51cGRhdGVkLCB0YWJsZS51bmNoYW5nZWRdKSxcbiAgICAgIGZpcnN0LnRhYmxlcy5tYXAoKHRhYmxlKSA9PiBbMCwgMCwgdGFibGUuaW5zZXJ0ZWRdKSxcbiAgICApO1xuICB9KTtcblxuICBpdCgnbGVhdmVzIGFuIFNRTGl0ZSBmaWxlIGluIHRoZSBmb2xkZXInLCBhc3luYyAoKSA9PiB7XG4gICAgY29uc3QgZmlsZSA9IGF3YWl0IHJlYWRGaWxlKGpvaW4oZm9sZGVyKCksICcuZGF0YWZsb3dzJywgJ2RhdGFmbG93cy5zcWxpdGUnKSk7XG4gICAgYXNzZXJ0LmVxdWFsKGZpbGUuc3ViYXJyYXkoMCwgMTUpLnRvU3RyaW5nKCksICdTUUxpdGUgZm9ybWF0IDMnKTtcbiAgfSk7XG5cbiAgaXQoJ21ha2VzIHRoZSBlbXB0eSwgdHlwZWQgdGFibGUgd2hlcmUgb25seSB0aGUgbWV0YWRhdGEgaXMgd2FudGVkJywgYXN5bmMgKCkgPT4ge1xuICAgIGNvbnN0IGRhdGFmbG93ID0gc2FtcGxlRGF0YWZsb3coJ1R5cGVkJywgWydjdXN0b21lcnMnXSk7XG4gICAgYXdhaXQgd3JpdGVEZWZpbml0aW9ucyhbXG4gICAgICB7IC4uLmRhdGFmbG93LCB0YWJsZXM6IGRhdGFmbG93LnRhYmxlcy5tYXAoKHRhYmxlKSA9PiAoeyAuLi50YWJsZSwgbG9hZDogJ21ldGFkYXRhJyB9KSkgfSxcbiAgICBdKTtcbiAgICBjb25zdCByZWNvcmQgPSBhd2FpdCBydW4oJ1R5cGVkJyk7XG4gICAgYXNzZXJ0LmVxdWFsKHJlY29yZC5zdGF0dXMsICdzdWNjZWVkZWQnLCByZWNvcmQuZGVzY3JpcHRpb24pO1xuICAgIGFzc2VydC5lcXVhbChyZWNvcmQudGFibGVzWzBdPy5pbnNlcnRlZCwgMCk7XG4gIH0pO1xuXG4gIGl0KCdza2lwcyBhIHRhYmxlIHRoYXQgdGhlIGNvbm5lY3RvciBkb2VzIG5vdCBrbm93LCBhbmQgc2F5cyBzbycsIGFzeW5jICgpID0+IHtcbiAgICBhd2FpdCB3cml0ZURlZmluaXRpb25zKFtzYW1wbGVEYXRhZmxvdygnT2RkJywgWydjdXN0b21lcnMnLCAndW5pY29ybnMnXSldKTtcbiAgICBjb25zdCByZWNvcmQgPSBhd2FpdCBydW4oJ09kZCcpO1xuICAgIGFzc2VydC5lcXVhbChyZWNvcmQuc3RhdHVzLCAnc3VjY2VlZGVkV2l0aFdhcm5pbmdzJyk7XG4gICAgYXNzZXJ0Lm1hdGNoKHJlY29yZC5kZXNjcmlwdGlvbiA/PyAnJywgL3VuaWNvcm5zLyk7XG4gIH0pO1xuXG4gIGl0KCdyZWplY3RzIHRoZSBuYW1lIG9mIG5vIGRhdGFmbG93JywgYXN5bmMgKCkgPT4ge1xuICAgIGF3YWl0IGFzc2VydC5yZWplY3RzKGFzeW5jICgpID0+IGF3YWl0IHJ1bignTm9ib2R5JyksIC9ubyBkYXRhZmxvdyBuYW1lZCBcdTIwMUNOb2JvZHlcdTIwMUQvKTtcbiAgfSk7XG5cbiAgaXQoJ3JlamVjdHMgYSBydW4gd2l0aG91dCBhbiBBUEkga2V5LCBhbmQgc2F5cyB3aGF0IHRvIGRvJywgYXN5bmMgKCkgPT4ge1xuICAgIGF3YWl0IHdyaXRlRGVmaW5pdGlvbnMoW3sgLi4uc2FtcGxlRGF0YWZsb3coJ0tleWxlc3MnLCBbJ2N1c3RvbWVycyddKSwgY29ubmVjdG9yOiAnc3RyaXBlJyB9XSk7XG4gICAgYXdhaXQgYXNzZXJ0LnJlamVjdHMoYXN5bmMgKCkgPT4gYXdhaXQgcnVuKCdLZXlsZXNzJyksIC9ObyBBUEkga2V5IGlzIHN0b3JlZCBmb3IgdGhlIGRhdGFmbG93IFx1MjAxQ0tleWxlc3NcdTIwMUQvKTtcbiAgfSk7XG5cbiAgaXQoJ3JlamVjdHMgYSBkYXRhZmxvdyBvZiBhIGNvbm5lY3RvciB0aGF0IGl0IGRvZXMgbm90IGhhdmUnLCBhc3luYyAoKSA9PiB7XG4gICAgYXdhaXQgd3JpdGVEZWZpbml0aW9ucyhbeyAuLi5zYW1wbGVEYXRhZmxvdygnRm9yZWlnbicsIFsnY3VzdG9tZXJzJ10pLCBjb25uZWN0b3I6ICdwYXlwYWwnIH1dKTtcbiAgICBhd2FpdCBhc3NlcnQucmVqZWN0cyhhc3luYyAoKSA9PiBhd2FpdCBydW4oJ0ZvcmVpZ24nKSwgL3RoZSBjb25uZWN0b3IgXHUyMDFDcGF5cGFsXHUyMDFELyk7XG4gIH0pO1xuXG4gIGl0KCdrZWVwcyB0aGUgZGF0YWZsb3dzIHRoYXQgaXQga25vd3Mgd2hlbiB0aGUgZmlsZSBpcyBicm9rZW4gYnkgaGFuZCwgYW5kIG92ZXJ3cml0ZXMgbm90aGluZycsIGFzeW5jICgpID0+IHtcbiAgICBhd2FpdCB3cml0ZURlZmluaXRpb25zKFtzYW1wbGVEYXRhZmxvdygnS2VwdCcsIFsnY3VzdG9tZXJzJ10pXSk7XG4gICAgYXdhaXQgd3JpdGVGaWxlKGpvaW4oZm9sZGVyKCksICcuZGF0YWZsb3dzJywgJ2RhdGFmbG93cy5qc29uJyksICd7IG9vcHMnKTtcbiAgICBhd2FpdCB2c2NvZGUuY29tbWFuZHMuZXhlY3V0ZUNvbW1hbmQoJ2RhdGFmbG93cy5yZWZyZXNoJyk7XG4gICAgYXNzZXJ0LmVxdWFsKChhd2FpdCBydW4oJ0tlcHQnKSkuc3RhdHVzLCAnc3VjY2VlZGVkJyk7XG4gICAgYXNzZXJ0LmVxdWFsKGF3YWl0IHJlYWRGaWxlKGpvaW4oZm9sZGVyKCksICcuZGF0YWZsb3dzJywgJ2RhdGFmbG93cy5qc29uJyksICd1dGY4JyksICd7IG9vcHMnKTtcbiAgfSk7XG5cbiAgaXQoJ21ha2VzIGFuZCBydW5zIGEgc2FtcGxlIGRhdGFmbG93IGluIG9uZSBzdGVwJywgYXN5bmMgKCkgPT4ge1xuICAgIGNvbnN0IG5hbWUgPSBhd2FpdCB2c2NvZGUuY29tbWFuZHMuZXhlY3V0ZUNvbW1hbmQ8c3RyaW5nPignZGF0YWZsb3dzLm5ld0Zyb21TYW1wbGUnKTtcbiAgICBjb25zdCB7IGRhdGFmbG93cyB9ID0gSlNPTi5wYXJzZShhd2FpdCByZWFkRmlsZShqb2luKGZvbGRlcigpLCAnLmRhdGFmbG93cycsICdkYXRhZmxvd3MuanNvbicpLCAndXRmOCcpKTtcbiAgICBhc3NlcnQuZGVlcEVxdWFsKFxuICAgICAgZGF0YWZsb3dzLm1hcCgoZGF0YWZsb3c6IHsgbmFtZTogc3RyaW5nIH0pID0+IGRhdGFmbG93Lm5hbWUpLFxuICAgICAgW25hbWVdLFxuICAgICk7XG4gICAgYXdhaXQgYWNjZXNzKGpvaW4oZm9sZGVyKCksICcuZGF0YWZsb3dzJywgJy5naXRpZ25vcmUnKSk7XG4gIH0pO1xuXG4gIGl0KCdvcGVucyBhIHRhYmxlIGluIHRoZSBwcmV2aWV3IGVkaXRvciwgYW5kIHRha2VzIHRoZSBzYW1lIHRhYiBhZ2FpbicsIGFzeW5jICgpID0+IHtcbiAgICBhd2FpdCB3cml0ZURlZmluaXRpb25zKFtzYW1wbGVEYXRhZmxvdygnTG9va2VkJywgWydjdXN0b21lcnMnXSldKTtcbiAgICBhd2FpdCBydW4oJ0xvb2tlZCcpO1xuICAgIGF3YWl0IHZzY29kZS5jb21tYW5kcy5leGVjdXRlQ29tbWFuZCgnZGF0YWZsb3dzLnByZXZpZXdUYWJsZScsICdsb29rZWRfY3VzdG9tZXJzJyk7XG4gICAgYXdhaXQgdnNjb2RlLmNvbW1hbmRzLmV4ZWN1dGVDb21tYW5kKCdkYXRhZmxvd3MucHJldmlld1RhYmxlJywgJ2xvb2tlZF9jdXN0b21lcnMnKTtcbiAgICBjb25zdCB0YWJzID0gdnNjb2RlLndpbmRvdy50YWJHcm91cHMuYWxsLmZsYXRNYXAoKGdyb3VwKSA9PiBncm91cC50YWJzKTtcbiAgICBjb25zdCBwcmV2aWV3cyA9IHRhYnMuZmlsdGVyKCh0YWIpID0+IHRhYi5pbnB1dCBpbnN0YW5jZW9mIHZzY29kZS5UYWJJbnB1dEN1c3RvbSk7XG4gICAgYXNzZXJ0LmRlZXBFcXVhbChcbiAgICAgIHByZXZpZXdzLm1hcCgodGFiKSA9PiBbdGFiLmxhYmVsLCB0YWIuaXNEaXJ0eV0pLFxuICAgICAgW1snbG9va2VkX2N1c3RvbWVycycsIGZhbHNlXV0sXG4gICAgKTtcbiAgfSk7XG5cbiAgaXQoJ2NvcGllcyB0aGUgbmFtZSBvZiBhIHRhYmxlJywgYXN5bmMgKCkgPT4ge1xuICAgIGF3YWl0IHZzY29kZS5jb21tYW5kcy5leGVjdXRlQ29tbWFuZCgnZGF0YWZsb3dzLmNvcHlUYWJsZU5hbWUnLCAnbG9va2VkX2N1c3RvbWVycycpO1xuICAgIGFzc2VydC5lcXVhbChhd2FpdCB2c2NvZGUuZW52LmNsaXBib2FyZC5yZWFkVGV4dCgpLCAnbG9va2VkX2N1c3RvbWVycycpO1xuICB9KTtcblxuICBpdCgnc2F5cyB0aGF0IGEgdGFibGUgaXMgbm90IGltcG9ydGVkIHlldCcsIGFzeW5jICgpID0+IHtcbiAgICBhd2FpdCBhc3NlcnQucmVqZWN0cyhcbiAgICAgIGFzeW5jICgpID0+IGF3YWl0IHZzY29kZS5jb21tYW5kcy5leGVjdXRlQ29tbWFuZCgnZGF0YWZsb3dzLnByZXZpZXdUYWJsZScsICdub190YWJsZScpLFxuICAgICAgL1x1MjAxQ25vX3RhYmxlXHUyMDFEIGlzIG5vdCBpbXBvcnRlZCB5ZXQvLFxuICAgICk7XG4gIH0pO1xufSk7XG4iXSwKICAibWFwcGluZ3MiOiAiOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7OztBQUFBLG9CQUFtQjtBQUNuQixzQkFBZ0U7QUFDaEUsdUJBQXFCO0FBQ3JCLGFBQXdCO0FBR3hCLElBQU0sY0FBYztBQUVwQixTQUFTLFNBQWlCO0FBQ3hCLFFBQU0sQ0FBQyxLQUFLLElBQVcsaUJBQVUsb0JBQW9CLENBQUM7QUFDdEQsZ0JBQUFBLFFBQU8sR0FBRyxPQUFPLCtCQUErQjtBQUNoRCxTQUFPLE1BQU0sSUFBSTtBQUNuQjtBQUpTO0FBTVQsU0FBUyxlQUFlLE1BQWMsV0FBOEI7QUFDbEUsU0FBTztBQUFBLElBQ0w7QUFBQSxJQUNBLFdBQVc7QUFBQSxJQUNYLGFBQWE7QUFBQSxJQUNiLFFBQVEsVUFBVSxJQUFJLENBQUMsY0FBYyxFQUFFLFVBQVUsT0FBTyxHQUFHLElBQUksSUFBSSxRQUFRLEdBQUcsWUFBWSxFQUFFLEVBQUU7QUFBQSxJQUM5RixXQUFXO0FBQUEsSUFDWCxXQUFXO0FBQUEsRUFDYjtBQUNGO0FBVFM7QUFXVCxlQUFlLGlCQUFpQixXQUE4QztBQUM1RSxZQUFNLDJCQUFNLHVCQUFLLE9BQU8sR0FBRyxZQUFZLEdBQUcsRUFBRSxXQUFXLEtBQUssQ0FBQztBQUM3RCxZQUFNLCtCQUFVLHVCQUFLLE9BQU8sR0FBRyxjQUFjLGdCQUFnQixHQUFHLEtBQUssVUFBVSxFQUFFLFNBQVMsR0FBRyxVQUFVLENBQUMsQ0FBQztBQUV6RyxRQUFhLGdCQUFTLGVBQWUsbUJBQW1CO0FBQzFEO0FBTGU7QUFPZixJQUFNLE1BQU0sd0JBQUMsU0FBd0IsZ0JBQVMsZUFBMEIsaUJBQWlCLElBQUksR0FBakY7QUFFWixTQUFTLDRCQUE0QixNQUFNO0FBQ3pDLFNBQU8sWUFBWTtBQUNqQixVQUFhLGtCQUFXLGFBQWEsV0FBVyxHQUFHLFNBQVM7QUFBQSxFQUM5RCxDQUFDO0FBRUQsWUFBVSxVQUFNLHdCQUFHLHVCQUFLLE9BQU8sR0FBRyxjQUFjLGdCQUFnQixHQUFHLEVBQUUsT0FBTyxLQUFLLENBQUMsQ0FBQztBQUVuRixLQUFHLG1EQUFtRCxZQUFZO0FBQ2hFLFVBQU0sRUFBRSxZQUFZLElBQVcsa0JBQVcsYUFBYSxXQUFXLEdBQUcsZUFBZSxDQUFDO0FBQ3JGLFVBQU0sY0FBd0IsWUFBWSxTQUFTLElBQUksQ0FBQyxZQUFpQyxRQUFRLE9BQU87QUFDeEcsVUFBTSxhQUFhLE1BQWEsZ0JBQVMsWUFBWSxJQUFJO0FBQ3pELGtCQUFBQSxRQUFPO0FBQUEsTUFDTCxZQUFZLE9BQU8sQ0FBQyxZQUFZLENBQUMsV0FBVyxTQUFTLE9BQU8sQ0FBQztBQUFBLE1BQzdELENBQUM7QUFBQSxJQUNIO0FBQUEsRUFDRixDQUFDO0FBRUQsS0FBRywyQ0FBMkMsWUFBWTtBQUN4RCxrQkFBQUEsUUFBTyxVQUFVLFVBQU0seUJBQVEsT0FBTyxDQUFDLEdBQUcsQ0FBQyxDQUFDO0FBQUEsRUFDOUMsQ0FBQztBQUVELEtBQUcscUZBQWdGLFlBQVk7QUFDN0YsVUFBTSxpQkFBaUIsQ0FBQyxlQUFlLFFBQVEsQ0FBQyxhQUFhLFlBQVksb0JBQW9CLENBQUMsQ0FBQyxDQUFDO0FBQ2hHLFVBQU0sUUFBUSxNQUFNLElBQUksTUFBTTtBQUM5QixrQkFBQUEsUUFBTyxNQUFNLE1BQU0sUUFBUSxhQUFhLE1BQU0sV0FBVztBQUN6RCxrQkFBQUEsUUFBTztBQUFBLE1BQ0wsTUFBTSxPQUFPLElBQUksQ0FBQyxVQUFVLENBQUMsTUFBTSxPQUFPLE1BQU0sUUFBUSxNQUFNLFdBQVcsR0FBRyxNQUFNLE9BQU8sQ0FBQztBQUFBLE1BQzFGO0FBQUEsUUFDRSxDQUFDLGtCQUFrQixhQUFhLE1BQU0sQ0FBQztBQUFBLFFBQ3ZDLENBQUMsaUJBQWlCLGFBQWEsTUFBTSxDQUFDO0FBQUEsUUFDdEMsQ0FBQywyQkFBMkIsYUFBYSxNQUFNLENBQUM7QUFBQSxNQUNsRDtBQUFBLElBQ0Y7QUFDQSxVQUFNLFNBQVMsTUFBTSxJQUFJLE1BQU07QUFDL0Isa0JBQUFBLFFBQU8sTUFBTSxPQUFPLFFBQVEsTUFBTSxTQUFTLENBQUM7QUFDNUMsa0JBQUFBLFFBQU87QUFBQSxNQUNMLE9BQU8sT0FBTyxJQUFJLENBQUMsVUFBVSxDQUFDLE1BQU0sVUFBVSxNQUFNLFNBQVMsTUFBTSxTQUFTLENBQUM7QUFBQSxNQUM3RSxNQUFNLE9BQU8sSUFBSSxDQUFDLFVBQVUsQ0FBQyxHQUFHLEdBQUcsTUFBTSxRQUFRLENBQUM7QUFBQSxJQUNwRDtBQUFBLEVBQ0YsQ0FBQztBQUVELEtBQUcsdUNBQXVDLFlBQVk7QUFDcEQsVUFBTSxPQUFPLFVBQU0sOEJBQVMsdUJBQUssT0FBTyxHQUFHLGNBQWMsa0JBQWtCLENBQUM7QUFDNUUsa0JBQUFBLFFBQU8sTUFBTSxLQUFLLFNBQVMsR0FBRyxFQUFFLEVBQUUsU0FBUyxHQUFHLGlCQUFpQjtBQUFBLEVBQ2pFLENBQUM7QUFFRCxLQUFHLGtFQUFrRSxZQUFZO0FBQy9FLFVBQU0sV0FBVyxlQUFlLFNBQVMsQ0FBQyxXQUFXLENBQUM7QUFDdEQsVUFBTSxpQkFBaUI7QUFBQSxNQUNyQixFQUFFLEdBQUcsVUFBVSxRQUFRLFNBQVMsT0FBTyxJQUFJLENBQUMsV0FBVyxFQUFFLEdBQUcsT0FBTyxNQUFNLFdBQVcsRUFBRSxFQUFFO0FBQUEsSUFDMUYsQ0FBQztBQUNELFVBQU0sU0FBUyxNQUFNLElBQUksT0FBTztBQUNoQyxrQkFBQUEsUUFBTyxNQUFNLE9BQU8sUUFBUSxhQUFhLE9BQU8sV0FBVztBQUMzRCxrQkFBQUEsUUFBTyxNQUFNLE9BQU8sT0FBTyxDQUFDLEdBQUcsVUFBVSxDQUFDO0FBQUEsRUFDNUMsQ0FBQztBQUVELEtBQUcsK0RBQStELFlBQVk7QUFDNUUsVUFBTSxpQkFBaUIsQ0FBQyxlQUFlLE9BQU8sQ0FBQyxhQUFhLFVBQVUsQ0FBQyxDQUFDLENBQUM7QUFDekUsVUFBTSxTQUFTLE1BQU0sSUFBSSxLQUFLO0FBQzlCLGtCQUFBQSxRQUFPLE1BQU0sT0FBTyxRQUFRLHVCQUF1QjtBQUNuRCxrQkFBQUEsUUFBTyxNQUFNLE9BQU8sZUFBZSxJQUFJLFVBQVU7QUFBQSxFQUNuRCxDQUFDO0FBRUQsS0FBRyxtQ0FBbUMsWUFBWTtBQUNoRCxVQUFNLGNBQUFBLFFBQU8sUUFBUSxZQUFZLE1BQU0sSUFBSSxRQUFRLEdBQUcsNEJBQTRCO0FBQUEsRUFDcEYsQ0FBQztBQUVELEtBQUcseURBQXlELFlBQVk7QUFDdEUsVUFBTSxpQkFBaUIsQ0FBQyxFQUFFLEdBQUcsZUFBZSxXQUFXLENBQUMsV0FBVyxDQUFDLEdBQUcsV0FBVyxTQUFTLENBQUMsQ0FBQztBQUM3RixVQUFNLGNBQUFBLFFBQU8sUUFBUSxZQUFZLE1BQU0sSUFBSSxTQUFTLEdBQUcsaURBQWlEO0FBQUEsRUFDMUcsQ0FBQztBQUVELEtBQUcsMkRBQTJELFlBQVk7QUFDeEUsVUFBTSxpQkFBaUIsQ0FBQyxFQUFFLEdBQUcsZUFBZSxXQUFXLENBQUMsV0FBVyxDQUFDLEdBQUcsV0FBVyxTQUFTLENBQUMsQ0FBQztBQUM3RixVQUFNLGNBQUFBLFFBQU8sUUFBUSxZQUFZLE1BQU0sSUFBSSxTQUFTLEdBQUcsd0JBQXdCO0FBQUEsRUFDakYsQ0FBQztBQUVELEtBQUcsNkZBQTZGLFlBQVk7QUFDMUcsVUFBTSxpQkFBaUIsQ0FBQyxlQUFlLFFBQVEsQ0FBQyxXQUFXLENBQUMsQ0FBQyxDQUFDO0FBQzlELGNBQU0sK0JBQVUsdUJBQUssT0FBTyxHQUFHLGNBQWMsZ0JBQWdCLEdBQUcsUUFBUTtBQUN4RSxVQUFhLGdCQUFTLGVBQWUsbUJBQW1CO0FBQ3hELGtCQUFBQSxRQUFPLE9BQU8sTUFBTSxJQUFJLE1BQU0sR0FBRyxRQUFRLFdBQVc7QUFDcEQsa0JBQUFBLFFBQU8sTUFBTSxVQUFNLDhCQUFTLHVCQUFLLE9BQU8sR0FBRyxjQUFjLGdCQUFnQixHQUFHLE1BQU0sR0FBRyxRQUFRO0FBQUEsRUFDL0YsQ0FBQztBQUVELEtBQUcsZ0RBQWdELFlBQVk7QUFDN0QsVUFBTSxPQUFPLE1BQWEsZ0JBQVMsZUFBdUIseUJBQXlCO0FBQ25GLFVBQU0sRUFBRSxVQUFVLElBQUksS0FBSyxNQUFNLFVBQU0sOEJBQVMsdUJBQUssT0FBTyxHQUFHLGNBQWMsZ0JBQWdCLEdBQUcsTUFBTSxDQUFDO0FBQ3ZHLGtCQUFBQSxRQUFPO0FBQUEsTUFDTCxVQUFVLElBQUksQ0FBQyxhQUErQixTQUFTLElBQUk7QUFBQSxNQUMzRCxDQUFDLElBQUk7QUFBQSxJQUNQO0FBQ0EsY0FBTSw0QkFBTyx1QkFBSyxPQUFPLEdBQUcsY0FBYyxZQUFZLENBQUM7QUFBQSxFQUN6RCxDQUFDO0FBRUQsS0FBRyxxRUFBcUUsWUFBWTtBQUNsRixVQUFNLGlCQUFpQixDQUFDLGVBQWUsVUFBVSxDQUFDLFdBQVcsQ0FBQyxDQUFDLENBQUM7QUFDaEUsVUFBTSxJQUFJLFFBQVE7QUFDbEIsVUFBYSxnQkFBUyxlQUFlLDBCQUEwQixrQkFBa0I7QUFDakYsVUFBYSxnQkFBUyxlQUFlLDBCQUEwQixrQkFBa0I7QUFDakYsVUFBTSxPQUFjLGNBQU8sVUFBVSxJQUFJLFFBQVEsQ0FBQyxVQUFVLE1BQU0sSUFBSTtBQUN0RSxVQUFNLFdBQVcsS0FBSyxPQUFPLENBQUMsUUFBUSxJQUFJLGlCQUF3QixxQkFBYztBQUNoRixrQkFBQUEsUUFBTztBQUFBLE1BQ0wsU0FBUyxJQUFJLENBQUMsUUFBUSxDQUFDLElBQUksT0FBTyxJQUFJLE9BQU8sQ0FBQztBQUFBLE1BQzlDLENBQUMsQ0FBQyxvQkFBb0IsS0FBSyxDQUFDO0FBQUEsSUFDOUI7QUFBQSxFQUNGLENBQUM7QUFFRCxLQUFHLDhCQUE4QixZQUFZO0FBQzNDLFVBQWEsZ0JBQVMsZUFBZSwyQkFBMkIsa0JBQWtCO0FBQ2xGLGtCQUFBQSxRQUFPLE1BQU0sTUFBYSxXQUFJLFVBQVUsU0FBUyxHQUFHLGtCQUFrQjtBQUFBLEVBQ3hFLENBQUM7QUFFRCxLQUFHLHlDQUF5QyxZQUFZO0FBQ3RELFVBQU0sY0FBQUEsUUFBTztBQUFBLE1BQ1gsWUFBWSxNQUFhLGdCQUFTLGVBQWUsMEJBQTBCLFVBQVU7QUFBQSxNQUNyRjtBQUFBLElBQ0Y7QUFBQSxFQUNGLENBQUM7QUFDSCxDQUFDOyIsCiAgIm5hbWVzIjogWyJhc3NlcnQiXQp9Cg==
