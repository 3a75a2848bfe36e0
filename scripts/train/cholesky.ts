/** What keeps a matrix solvable whose columns repeat each other: next to nothing beside its own diagonal. */
const JITTER = 1e-9;

/**
 * The solution of `matrix · x = right`, where the matrix is symmetric and not negative; of it the lower half is read, and
 * overwritten.
 */
export function choleskySolve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at += 1) sum -= matrix[row * size + at]! * matrix[column * size + at]!;
      matrix[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, JITTER)) : sum / matrix[column * size + column]!;
    }
  }
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    for (let at = 0; at < row; at += 1) solution[row]! -= matrix[row * size + at]! * solution[at]!;
    solution[row]! /= matrix[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let at = row + 1; at < size; at += 1) solution[row]! -= matrix[at * size + row]! * solution[at]!;
    solution[row]! /= matrix[row * size + row]!;
  }
  return solution;
}
