import { sourceLines } from './source-files';
import type { Repository } from '../../checks/source/repository';

/** Modules that need cgo, whether they say so when they are built or only when they run. */
const MODULES = [
  'github.com/mattn/go-sqlite3', 'github.com/mutecomm/go-sqlcipher', 'gorm.io/driver/sqlite', 'github.com/confluentinc/confluent-kafka-go',
  'github.com/godror/godror', 'github.com/ibmdb/go_ibm_db', 'github.com/marcboeker/go-duckdb', 'github.com/duckdb/duckdb-go',
  'github.com/tursodatabase/go-libsql', 'github.com/linxGnu/grocksdb', 'github.com/tecbot/gorocksdb', 'github.com/valyala/gozstd',
  'github.com/DataDog/zstd',
  'github.com/libgit2/git2go', 'github.com/h2non/bimg', 'github.com/davidbyttow/govips', 'gopkg.in/gographics/imagick', 'gocv.io/x/gocv',
  'github.com/tree-sitter/go-tree-sitter', 'github.com/smacker/go-tree-sitter', 'github.com/pebbe/zmq4', 'github.com/bytecodealliance/wasmtime-go',
  'rogchap.com/v8go', 'github.com/miekg/pkcs11', 'github.com/yalue/onnxruntime_go',
];
const IMPORTS_C = /^\s*(?:import\s+)?"C"\s*(?:\/\/.*)?$/;

/** What in a module needs cgo, with its place; undefined if nothing does. */
export function cgoUse(repository: Repository, module: string, goMod: { readonly path: string; readonly text: string }): string | undefined {
  const own = sourceLines(repository, module, /\.go$/).find(({ text }) => IMPORTS_C.test(text));
  if (own) return `${own.path}:${own.line} imports "C"`;
  const required = goMod.text.split('\n').map((line, index) => ({ line: index + 1, found: MODULES.find((each) => requires(line, each)) }))
    .find(({ found }) => found !== undefined);
  return required && `${goMod.path}:${required.line} requires ${required.found}`;
}

/** Of any major version, which is part of a module's path. */
function requires(line: string, module: string): boolean {
  const rest = line.replace(/^\s*(?:require\s+)?/, '');
  return rest.startsWith(module) && /^(?:[/.]v\d+)?(?:\/\S*)?\s+v/.test(rest.slice(module.length));
}
