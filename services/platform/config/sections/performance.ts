/** How much of the machine a process takes, and how long anything may last. */
import { boolean, integer, number } from "../key.ts";

export const performance = {
  max_workers: integer("Scanning threads of one process, as far as max_memory_mb allows; 0: one per core.", {
    default: 0,
    minimum: 0,
    maximum: 256,
    unit: "threads",
  }),
  chunk_size: integer("Files handed over at once: the most files in one pack and so in one unit of work.", {
    default: 1000,
    minimum: 1,
    maximum: 10_000,
    unit: "files",
  }),
  max_file_size_mb: number(
    "Larger files are skipped and counted as too-large. Files above 10 MiB are read in windows that overlap; " +
      "sources in a language with a grammar are parsed whole up to 64 MiB, and too-large beyond.",
    {
      default: 10,
      minimum: 0.001,
      maximum: 512,
      unit: "MiB",
    },
  ),
  max_memory_mb: integer(
    "Memory of a scanning process, or four fifths of what its control group may have where that is less: 160 MiB for itself, the rest for its threads, of which there are as many as fit. " +
      "A thread takes 124 MiB, the size of the largest file (max_file_size_mb), and that again up to 64 MiB. " +
      "A file that needs more than a thread has is scanned once more alone with all of it; what needs more still is " +
      "quarantined. Where not even one thread fits, one takes what it needs: 304 in all for files of 10 MiB. " +
      "Must exceed max_file_size_mb.",
    { default: 1024, minimum: 64, unit: "MiB" },
  ),
  max_cpu_percent: integer(
    "Of the cores that a worker may take (its control group's, else the machine's), averaged over ten seconds: above it, its threads get no more files until the average is below. 100 holds nothing back.",
    { default: 100, minimum: 5, maximum: 100, unit: "percent" },
  ),
  cache_size_mb: integer(
    "Most space that the scan command's cache takes; what was used longest ago goes first. 0: none. A server keeps what retained scans refer to, whatever it takes.",
    { default: 1024, minimum: 0, unit: "MiB" },
  ),
  gc_threshold: number("A thread that holds more than this part of its memory after a job is replaced.", {
    default: 0.8,
    minimum: 0.1,
    maximum: 1,
    unit: "share",
  }),
  enable_cache: boolean(
    "Whether the scan command keeps results of contents for later runs, and uses them. A server always does.",
    { default: true },
  ),
  cache_ttl_hours: integer(
    "How long results are kept after their last use: in the scan command's cache all, on a server those that no retained scan refers to.",
    {
      default: 720,
      minimum: 1,
      unit: "hours",
    },
  ),
  incremental_scan: boolean(
    "Whether the scan command leaves files unread whose size, times and inode are those of its last run; else it reads them all, and spares itself what it knows by content. A server always scans only what it has not seen.",
    { default: true },
  ),
  response_timeout_seconds: integer(
    "How long the command waits for an answer of a server, and how long the server works on one before it says 503.",
    {
      default: 5,
      minimum: 1,
      maximum: 3600,
      unit: "seconds",
    },
  ),
  max_concurrent_requests: integer("HTTP requests the API answers at once; more are told to come back (503).", {
    default: 100,
    minimum: 1,
    unit: "requests",
  }),
  enable_compression: boolean("Compress answers of the API above 1,000 bytes, with brotli or gzip.", {
    default: true,
  }),
  connection_pool_size: integer("Connections one aggregator holds to PostgreSQL.", {
    default: 10,
    minimum: 1,
    maximum: 1000,
    unit: "connections",
  }),
  query_timeout_seconds: integer("Longest time one database statement may run.", {
    default: 30,
    minimum: 1,
    unit: "seconds",
  }),
  bulk_insert_size: integer("Rows written with one statement.", {
    default: 1000,
    minimum: 1,
    maximum: 10_000,
    unit: "rows",
  }),
  debug_profiling: boolean(
    "Write a CPU profile of the process and its scanning threads when it ends, into a file of the folder for temporary files that is printed with its top 20 functions.",
    { default: false },
  ),
  monitoring_enabled: boolean("Serve /metrics on the health port of coordinator and worker and on the API.", {
    default: true,
  }),
};
