/** A file's content ends before its end: what came before has been given already. */
export class DamagedFile extends Error {
  override name = "DamagedFile";
}

/** The content came to its own end, and something else follows it in the file. */
export class Leftover extends DamagedFile {
  override name = "Leftover";
}
