/**
 * What a backend implements: a provider that opens it, and a base class that checks arguments, owns memory and
 * records plans.
 */
package dev.lanewise.compute.spi;
