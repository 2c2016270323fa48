/** What Lanewise's own modules share; not for others. */
package dev.lanewise.compute.internal;
