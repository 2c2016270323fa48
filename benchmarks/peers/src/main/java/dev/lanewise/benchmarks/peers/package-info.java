/** What others reach on the same work; only the profile {@code peers} compiles and loads any of it. */
package dev.lanewise.benchmarks.peers;
