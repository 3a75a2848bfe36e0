/** A delivery stream as it stands. */
export interface DeliveryStatus {
  name: string;
  /** Source records read, and what became of the records they held. */
  records: number;
  delivered: { files: number; rows: number; bytes: number };
  failed: number;
  dropped: number;
  /** Bytes read but not yet written, and partitions that hold them. */
  buffered: number;
  activePartitions: number;
  /** Age of the oldest source record not yet written, ms. */
  age: number;
}

/** A delivery stream as it is declared. Sizes in bytes, times in ms. */
export interface DeliveryDefinition {
  name: string;
  arn: string;
  /** Of the Kinesis stream that it reads. */
  sourceArn: string;
  bucket: string;
  prefix: string;
  errorPrefix: string;
  bufferBytes: number;
  bufferMs: number;
  dynamicPartitioning: boolean;
  transform?: { functionArn: string; bufferBytes: number; bufferMs: number; retries: number };
  /** Conversion to Parquet with the columns of this Glue table. */
  conversion?: { database: string; table: string };
  /** Objects are gzipped; not together with conversion. */
  gzip: boolean;
  /** Ending of object names, with its dot. */
  extension: string;
}
