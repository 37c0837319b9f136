// Stands in for @vscode/spdlog in the VS Code server that tests and `npm start` use. Output channels are log files
// that the extension host writes with this native module, and the machines have no compiler to build it: without it
// every channel stays empty (seen with VS Code 1.139.1 on 2026-11-23). It writes the same lines with Node alone.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  #file;
  #level = levels.indexOf('info');
  #plain = false;

  constructor(_type, _name, file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.#file = fs.openSync(file, 'a');
  }

  trace(message) {
    this.#write('trace', message);
  }
  debug(message) {
    this.#write('debug', message);
  }
  info(message) {
    this.#write('info', message);
  }
  warn(message) {
    this.#write('warning', message);
  }
  error(message) {
    this.#write('error', message);
  }
  critical(message) {
    this.#write('critical', message);
  }

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  // VS Code sets one pattern everywhere: '%Y-%m-%d %H:%M:%S.%e [%l] %v'.
  setPattern() {
    this.#plain = false;
  }
  clearFormatters() {
    this.#plain = true;
  }
  // Every line is written at once.
  flush() {}
  drop() {
    if (this.#file !== undefined) {
      fs.closeSync(this.#file);
      this.#file = undefined;
    }
  }

  #write(level, message) {
    if (this.#file === undefined || levels.indexOf(level) < this.#level) {
      return;
    }
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    fs.writeSync(this.#file, this.#plain ? message : `${time} [${level}] ${message}\n`);
  }
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
