/** A file's content ends before its end: what came before has been given already. */
export class DamagedFile extends Error {
  override name = "DamagedFile";
}
