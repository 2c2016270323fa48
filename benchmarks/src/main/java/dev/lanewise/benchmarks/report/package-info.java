/** What a run of the suite came to: file, table and charts. */
package dev.lanewise.benchmarks.report;
