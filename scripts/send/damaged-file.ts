/** The content of a file cannot be read to its end. What came before has already been returned. */
export class DamagedFile extends Error {
  override name = "DamagedFile";
}

/** The content came to its own end, and something else follows it in the file. */
export class Leftover extends DamagedFile {
  override name = "Leftover";
}
