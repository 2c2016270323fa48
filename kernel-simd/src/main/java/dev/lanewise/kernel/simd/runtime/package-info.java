/**
 * What every operation is built on: the vector shape, threads and the jobs that they share, their working memory, and
 * copies between strided memory and dense scratch. Nothing here knows of an operation.
 */
package dev.lanewise.kernel.simd.runtime;
