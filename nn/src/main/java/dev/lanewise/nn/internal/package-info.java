/** What module {@code data} shares with {@code nn}; not for others. */
package dev.lanewise.nn.internal;
